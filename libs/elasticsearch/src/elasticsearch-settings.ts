/** How to reach a cluster. */
export interface ElasticsearchSettings {
  /** One or more node addresses; requests go round robin. */
  readonly urls: readonly string[];
  /** Encoded API key (`id:key` in base64), sent as `Authorization: ApiKey`. */
  readonly apiKey?: string;
  /** PEM of the authority that signed the nodes' certificates, when the system's store does not know it. */
  readonly ca?: string;
  /** How long one request may take before it counts as unanswered, ms. */
  readonly requestTimeoutMs: number;
}

/** Receives what the Kafka clients have to say: a past-tense event name and its fields. Never called per record. */
export type KafkaLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

/** TLS to the brokers. An empty object trusts the system's certificate authorities. */
export interface KafkaTls {
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
  /** PEM of the client's certificate and key, where the brokers ask for one. */
  readonly cert?: string;
  readonly key?: string;
}

/** Who the client says it is. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** How to reach the brokers; shared by the consumer, the producer, the admin and the reader. */
export interface KafkaSettings {
  /** `host:port` of some brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs, quotas and group descriptions. */
  readonly clientId: string;
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
  /** Absent: the clients are silent. */
  readonly log?: KafkaLog;
}

/** When the shop runs which version of its payments, and suffers from it. */
export interface SampleIncident {
  /** The version that waits for the card issuer without a pool of connections is deployed, ms since 1970. */
  readonly fromMs: number;
  /** It is rolled back. */
  readonly untilMs: number;
}

/** The version of payments that causes the incident. */
export const FAULTY_VERSION = '2.14.0';
/** The version before and after it. */
export const SOUND_VERSION = '2.13.4';
/** How likely the card issuer times out for a payment of the faulty version. */
export const TIMEOUT_PROBABILITY = 0.85;

/** Whether the faulty version runs at a time. */
export function isDuring(incident: SampleIncident | undefined, atMs: number): boolean {
  return incident !== undefined && atMs >= incident.fromMs && atMs < incident.untilMs;
}

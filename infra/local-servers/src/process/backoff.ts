/** When a crashed process is started again. */
export interface BackoffPolicy {
  /** Wait before the first restart, ms. */
  readonly firstMs: number;
  /** Longest wait, ms. */
  readonly maxMs: number;
  /** Crashes in a row after which it is left down. */
  readonly maxCrashes: number;
  /** A process that lived this long counts as healthy again: its next crash is the first one. */
  readonly healthyAfterMs: number;
}

/** Restarts at 0.5, 1, 2 … 30 s; gives up at the eighth crash in a row, about a minute and a half after the first. */
export const DEFAULT_BACKOFF: BackoffPolicy = {
  firstMs: 500,
  maxMs: 30_000,
  maxCrashes: 8,
  healthyAfterMs: 60_000,
};

/** The wait before restart number `crashes` (1 for the first), or `undefined` when it is time to give up. */
export function restartDelayMs(policy: BackoffPolicy, crashes: number): number | undefined {
  if (crashes >= policy.maxCrashes) return undefined;
  return Math.min(policy.maxMs, policy.firstMs * 2 ** (crashes - 1));
}

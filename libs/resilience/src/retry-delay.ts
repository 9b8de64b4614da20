/** Bounds of the wait between tries, ms. */
export interface RetryBounds {
  /** Upper bound of the first wait; it doubles with each further try. */
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Longest `Retry-After` that is honoured, ms: a server that asks for a day must not stop the stream for one. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Wait before try `attempt + 1`, exponential with full jitter: anywhere between nothing and the bound, so that many
 * clients do not come back together. A server's `Retry-After` is the least. `random` is in 0…1.
 */
export function retryDelayMs(
  attempt: number,
  { baseMs, maxMs }: RetryBounds,
  context: { readonly random: number; readonly retryAfterMs?: number },
): number {
  const bound = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.max(bound * context.random, Math.min(context.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

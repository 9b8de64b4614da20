/** Bounds of the waits between attempts. */
export interface BackoffOptions {
  /** Longest possible wait before the first retry, ms; doubles with each. */
  readonly baseMs: number;
  /** The doubling ends here, ms. */
  readonly capMs: number;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
}

/**
 * How long to wait before the next attempt, ms: exponential with full jitter, so that senders refused together do not
 * come back together. A server that named a time is not asked before it; the jitter then comes on top.
 *
 * @param failures attempts that failed so far, from 1
 */
export function backoffMs(
  failures: number,
  retryAfterMs: number | undefined,
  options: BackoffOptions,
): number {
  const ceiling = Math.min(options.capMs, options.baseMs * 2 ** (failures - 1));
  return Math.round((retryAfterMs ?? 0) + options.random() * ceiling);
}

/** The wait a `Retry-After` header asks for, ms: seconds or an HTTP date; undefined when it says neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

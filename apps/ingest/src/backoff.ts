const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/**
 * Exponential delay with full jitter for attempt 1, 2, …: between 0 and 100 ms at first, at most 5 s. Full jitter, so
 * that instances that failed together do not come back together. `random` gives 0 ≤ x < 1.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.ceil(random() * ceiling);
}

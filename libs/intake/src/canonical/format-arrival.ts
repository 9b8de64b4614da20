let lastMs = 0;
let last = new Date(lastMs).toISOString();

/** A time of arrival, ms since 1970, for `event.created`. Remembers the last: many logs arrive in one millisecond. */
export function formatArrival(nowMs: number): string {
  if (nowMs !== lastMs) {
    last = new Date(nowMs).toISOString();
    lastMs = nowMs;
  }
  return last;
}

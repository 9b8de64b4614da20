const START_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 5 * 60_000;
/** An epoch has 21 bits: times 2^32 it is a part of a revision's version, and that a safe integer. */
const LAST = 2 ** 21 - 2 ** 18;

/**
 * Epoch of the first owner of a lane. A lane whose state was lost begins once more, and what it tells then has to be
 * newer than all it told before; so epochs begin with the time, at one for five minutes since 2026, and each further
 * owner has the next. That holds up to 2043, and as long as a lane has fewer than 288 owners a day on average.
 */
export function firstLaneEpoch(nowMs: number): number {
  return Math.min(Math.max(Math.floor((nowMs - START_MS) / STEP_MS), 0) + 1, LAST);
}

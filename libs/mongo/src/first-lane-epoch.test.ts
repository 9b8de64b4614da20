import { correlationVersion } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { firstLaneEpoch } from './first-lane-epoch.js';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);

describe('the first epoch of a lane', () => {
  it('is later for a lane begun later, by more than owners come in the time between', () => {
    expect(firstLaneEpoch(START_MS)).toBe(1);
    for (const years of [0, 1, 10, 17]) {
      const beganMs = START_MS + years * 365 * DAY_MS;
      expect(firstLaneEpoch(beganMs + DAY_MS)).toBe(firstLaneEpoch(beganMs) + 288);
    }
  });

  it('leaves versions exact at any time, for two hundred thousand owners to come', () => {
    for (const nowMs of [0, START_MS, Date.UTC(2043, 0), Date.UTC(2100, 0), Number.MAX_SAFE_INTEGER]) {
      const first = firstLaneEpoch(nowMs);
      expect(first).toBeGreaterThanOrEqual(1);
      expect(Number.isSafeInteger(correlationVersion(first + 200_000, 2 ** 32 - 1))).toBe(true);
    }
  });
});

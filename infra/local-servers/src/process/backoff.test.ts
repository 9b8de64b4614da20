import { describe, expect, it } from 'vitest';
import { DEFAULT_BACKOFF, restartDelayMs } from './backoff.js';

describe('restartDelayMs', () => {
  it('doubles from the first wait up to the longest', () => {
    const policy = { ...DEFAULT_BACKOFF, firstMs: 500, maxMs: 3_000, maxCrashes: 6 };
    expect([1, 2, 3, 4, 5].map((crashes) => restartDelayMs(policy, crashes))).toEqual([
      500, 1_000, 2_000, 3_000, 3_000,
    ]);
  });

  it('gives up at the bound', () => {
    expect(restartDelayMs({ ...DEFAULT_BACKOFF, maxCrashes: 3 }, 3)).toBeUndefined();
  });
});

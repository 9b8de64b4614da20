import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from './backoff.js';

const options = (random: number) => ({ baseMs: 100, capMs: 1_000, random: () => random });

describe('backoffMs', () => {
  it('jitters over the whole range from nothing to a ceiling that doubles', () => {
    expect(backoffMs(1, undefined, options(0))).toBe(0);
    expect(backoffMs(1, undefined, options(0.5))).toBe(50);
    expect(backoffMs(3, undefined, options(0.5))).toBe(200);
  });

  it('stops doubling at the cap', () => {
    expect(backoffMs(60, undefined, options(1))).toBe(1_000);
  });

  it('is never earlier than what the server asked for', () => {
    expect(backoffMs(1, 5_000, options(0))).toBe(5_000);
    expect(backoffMs(1, 5_000, options(1))).toBe(5_100);
  });
});

describe('retryAfterMs', () => {
  it('reads seconds and dates, and nothing else', () => {
    expect(retryAfterMs('2', 0)).toBe(2_000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:09 GMT', 4_000)).toBe(5_000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:09 GMT', 60_000)).toBe(0);
    expect(retryAfterMs('soon', 0)).toBeUndefined();
    expect(retryAfterMs(null, 0)).toBeUndefined();
  });
});

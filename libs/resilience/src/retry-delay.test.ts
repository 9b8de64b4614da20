import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_RETRY_AFTER_MS, retryDelayMs } from './retry-delay.js';

const bounds = { baseMs: 100, maxMs: 10_000 };
const random = fc.double({ min: 0, max: 1, noNaN: true });

test('a wait lies anywhere between nothing and a bound that doubles up to the most', () => {
  fc.assert(
    fc.property(fc.nat(10_000), random, (attempt, chance) => {
      const wait = retryDelayMs(attempt, bounds, { random: chance });
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(Math.min(10_000, 100 * 2 ** attempt));
    }),
  );
  expect(retryDelayMs(3, bounds, { random: 1 })).toBe(800);
});

test('Retry-After is the least, itself within a bound', () => {
  fc.assert(
    fc.property(fc.nat(), random, (retryAfterMs, chance) => {
      const wait = retryDelayMs(0, bounds, { random: chance, retryAfterMs });
      expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
      expect(wait).toBeLessThanOrEqual(Math.max(100, MAX_RETRY_AFTER_MS));
    }),
  );
});

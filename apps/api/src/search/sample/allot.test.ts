import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allot } from './allot.js';

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

describe('sharing a sample out', () => {
  it('goes by the counts, and passes nobody over who has any', () => {
    expect(allot([900, 90, 10, 0], 100)).toEqual([90, 9, 1, 0]);
    expect(allot([1_000_000, 1, 0, 1], 10)).toEqual([8, 1, 0, 1]);
    expect(allot([5, 1, 2], 2)).toEqual([1, 0, 1]);
    expect(allot([3, 0, 2], 10)).toEqual([3, 0, 2]);
  });

  it('gives as many as are wanted, and to none more than it has', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { maxLength: 60 }), fc.nat(10_000), (counts, wanted) => {
        const shares = allot(counts, wanted);
        expect(sum(shares)).toBe(Math.min(wanted, sum(counts)));
        shares.forEach((share, n) => expect(share).toBeLessThanOrEqual(counts[n]!));
        const withAny = counts.filter((count) => count > 0).length;
        expect(shares.filter((share) => share > 0).length).toBeGreaterThanOrEqual(Math.min(withAny, wanted));
      }),
    );
  });
});

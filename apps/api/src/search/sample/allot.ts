/**
 * Shares `wanted` out among groups in proportion to their counts: never more to a group than it has, at least one to
 * each that has any while there are enough, and `wanted` in all when the groups have as many.
 */
export function allot(counts: readonly number[], wanted: number): readonly number[] {
  const total = sumOf(counts);
  if (total <= wanted) return [...counts];
  const exact = counts.map((count) => (count / total) * wanted);
  const shares = exact.map((share) => (share === 0 ? 0 : Math.max(1, Math.floor(share))));
  // Rounding leaves less than one for each group, or takes it.
  for (let left = wanted - sumOf(shares); left !== 0; left -= Math.sign(left)) {
    const claims = shares.map((share, n) => {
      const [count = 0, due = 0] = [counts[n], exact[n]];
      return left > 0 ? claimToMore(share, { count, due }) : readinessForLess(share, due);
    });
    const n = claims.indexOf(Math.max(...claims));
    shares[n] = (shares[n] ?? 0) + Math.sign(left);
  }
  return shares;
}

function claimToMore(share: number, { count, due }: { readonly count: number; readonly due: number }) {
  return share < count ? due - share : Number.NEGATIVE_INFINITY;
}

/** The largest give first; of those that have but one, the smallest. */
function readinessForLess(share: number, due: number): number {
  if (share === 0) return Number.NEGATIVE_INFINITY;
  return share > 1 ? share : -due;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

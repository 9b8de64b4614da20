/**
 * Shares `wanted` out among groups in proportion to their counts: never more to a group than it has, at least one to
 * each that has any while there is enough, and `wanted` in all when the groups have as many.
 */
export function allot(counts: readonly number[], wanted: number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= wanted) return [...counts];
  const exact = counts.map((count) => (count / total) * wanted);
  const shares = exact.map(Math.floor);
  let left = wanted - shares.reduce((sum, share) => sum + share, 0);
  const need = (n: number) => (shares[n] === 0 ? 1 : 0) + (exact[n] ?? 0) - Math.floor(exact[n] ?? 0);
  const byNeed = counts.map((_, n) => n).sort((a, b) => need(b) - need(a) || a - b);
  for (const n of byNeed) {
    if (left === 0) break;
    if ((counts[n] ?? 0) <= (shares[n] ?? 0)) continue;
    shares[n] = (shares[n] ?? 0) + 1;
    left--;
  }
  return shares;
}

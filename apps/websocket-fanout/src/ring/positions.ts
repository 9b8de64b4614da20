/**
 * Next offset to read of every partition of a stream; its index is the partition. One that is not among them was added
 * later, and begins at offset 0.
 */
export type Positions = readonly number[];

/** Offsets of a partition, the first and the one after the last. */
export interface OffsetRange {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** The offsets between two positions, partition by partition; those that did not move are left out. */
export function offsetsBetween(earlier: Positions, later: Positions): readonly OffsetRange[] {
  return later.flatMap((to, partition) => {
    const from = earlier[partition] ?? 0;
    return to > from ? [{ partition, from, to }] : [];
  });
}

/** Of every partition the later one of two positions. */
export function furthest(one: Positions, other: Positions): Positions {
  const partitions = Math.max(one.length, other.length);
  return Array.from({ length: partitions }, (_, at) => Math.max(one[at] ?? 0, other[at] ?? 0));
}

/** How many offsets some ranges hold. */
export function countOffsets(ranges: readonly OffsetRange[]): number {
  return ranges.reduce((total, { from, to }) => total + to - from, 0);
}

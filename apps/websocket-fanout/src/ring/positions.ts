/** Next offset to read of every partition of a stream; its index is the partition. */
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
    const from = earlier[partition] ?? to;
    return to > from ? [{ partition, from, to }] : [];
  });
}

/** How many offsets some ranges hold. */
export function countOffsets(ranges: readonly OffsetRange[]): number {
  return ranges.reduce((total, { from, to }) => total + to - from, 0);
}

/** The further of two positions, partition by partition. */
export function furthest(one: Positions, other: Positions): Positions {
  return one.map((offset, partition) => Math.max(offset, other[partition] ?? 0));
}

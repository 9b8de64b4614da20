import type { PartitionState } from '@millrace/pipeline';

/**
 * Decides when the drain of `logs.parked` may move records of a blocked index to the end of the topic instead of
 * waiting with them. Waiting is the rule: moving costs a write and, done without end, would spin. But records of an
 * index that takes writes again may lie behind those of one that does not; so each time an index is parked or heals,
 * everything that was in the topic by then may be passed by once.
 */
export interface ParkedSweep {
  /** An index was parked or healed. */
  begin(): void;
  /** Whether records that lay in the topic at the last beginning are still ahead. */
  active(): boolean;
}

/** See {@link ParkedSweep}. `partitions` are those the drain reads; a partition lost meanwhile is its new owner's. */
export function createParkedSweep(partitions: () => readonly PartitionState[]): ParkedSweep {
  let ends: ReadonlyMap<number, number> = new Map();
  return {
    begin() {
      ends = new Map(partitions().map(({ partition, end }) => [partition, end]));
    },
    active() {
      return partitions().some(({ partition, position }) => position < (ends.get(partition) ?? 0));
    },
  };
}

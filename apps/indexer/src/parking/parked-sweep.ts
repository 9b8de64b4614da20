import type { PartitionRange, PartitionState } from '@millrace/pipeline';

/**
 * Decides when the drain of `logs.parked` may move records of a blocked index to the end of the topic instead of
 * waiting with them. Waiting is the rule: moving costs a write and, done without end, would spin. But records of an
 * index that takes writes again may lie behind those of one that does not; so each time an index is parked or heals, or
 * an assignment begins, everything that was in the topic by then may be passed by once. What another process parked or
 * saw heal is met by passing by again after a minute, then two, then four.
 */
export interface ParkedSweep {
  /** An index was parked or healed, or an assignment began; `ends` are the topic's, where they were just asked for. */
  begin(ends?: readonly PartitionRange[]): void;
  /** Whether records that lay in the topic at the last beginning are still ahead. */
  active(): boolean;
}

/** What a sweep looks at. */
export interface ParkedSweepPorts {
  /** Those the drain reads; a partition lost meanwhile is its new owner's. */
  readonly partitions: () => readonly PartitionState[];
  readonly now: () => number;
}

/** ms from a beginning until everything is passed by again; it doubles, so that moving costs what parking did. */
const AGAIN_MS = 60_000;

/** See {@link ParkedSweep}. */
export function createParkedSweep({ partitions, now }: ParkedSweepPorts): ParkedSweep {
  let ends: ReadonlyMap<number, number> = new Map();
  let again = { inMs: AGAIN_MS, atMs: now() + AGAIN_MS };
  const passBy = (asked: readonly PartitionRange[] = []) => {
    const highs = new Map(asked.map(({ partition, high }) => [partition, high]));
    ends = new Map(
      partitions().map(({ partition, end }) => [partition, Math.max(end, highs.get(partition) ?? 0)]),
    );
  };
  return {
    begin(asked) {
      passBy(asked);
      again = { inMs: AGAIN_MS, atMs: now() + AGAIN_MS };
    },
    active() {
      if (now() >= again.atMs) {
        passBy();
        again = { inMs: again.inMs * 2, atMs: now() + again.inMs * 2 };
      }
      return partitions().some(({ partition, position }) => position < (ends.get(partition) ?? 0));
    },
  };
}

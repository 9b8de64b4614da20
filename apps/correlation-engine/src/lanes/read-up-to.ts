import type { PartitionState, TopicPartition } from '@millrace/pipeline';
import type { Clock } from '@millrace/resilience';
import { laneName } from './lane-name.js';

/**
 * The time up to which nothing more comes to a partition, ms since 1970; undefined while there may be records to be
 * read. To be asked all the time, since it looks at how partitions are each time.
 */
export type ReadUpTo = (of: TopicPartition) => number | undefined;

/** What that is found with. */
export interface ReadUpToPorts {
  readonly partitions: () => readonly PartitionState[];
  readonly clock: Pick<Clock, 'now'>;
}

/** By how much the clock trails when it closes groups: a record of then has been read by now, ms. */
const READ_MARGIN_MS = 500;
/** How long a partition is read again before its known end is that of the log: a fetch waits for 100 ms at the most, ms. */
const READ_AGAIN_MS = 1_000;

/**
 * See {@link ReadUpTo}. While nothing is read, as when an operator has paused it, what came since is not known: the clock
 * then says nothing, and says nothing either until the log has been looked at anew.
 */
export function createReadUpTo({ partitions, clock }: ReadUpToPorts): ReadUpTo {
  let readSince: ReadonlyMap<string, number> = new Map();
  return (of) => {
    const nowMs = clock.now();
    const read = partitions().filter(({ state }) => state === 'consuming');
    readSince = new Map(read.map((one) => [laneName(one), readSince.get(laneName(one)) ?? nowMs]));
    const name = laneName(of);
    const sinceMs = readSince.get(name);
    if (sinceMs === undefined || nowMs - sinceMs < READ_AGAIN_MS) return undefined;
    const isCaughtUp = read.some((one) => laneName(one) === name && one.position === one.end);
    return isCaughtUp ? nowMs - READ_MARGIN_MS : undefined;
  };
}

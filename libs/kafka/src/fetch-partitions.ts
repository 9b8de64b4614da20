import { FetchIsolationLevels, fetchV13, findErrorBy } from '@platformatic/kafka';
import type { Connection } from '@platformatic/kafka';

/** Where a partition is to be read from. */
export interface WantedPartition {
  readonly partition: number;
  readonly offset: number;
}

/** How much to wait for, and how long. */
export interface FetchPace {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
}

const MIN_BYTES = 1;
/** A fetch that stands alone, outside the broker's fetch sessions, so that reads side by side do not meet. */
const NO_SESSION = 0;
const NO_EPOCH = -1;

/** One fetch from the broker that leads some partitions of a topic. */
export async function fetchPartitions(
  source: { readonly connection: Connection; readonly topicId: string },
  wanted: readonly WantedPartition[],
  { maxWaitMs, maxBytes, maxBytesPerPartition }: FetchPace,
): Promise<readonly fetchV13.FetchResponsePartition[]> {
  const partitions = wanted.map(({ partition, offset }) => ({
    partition,
    currentLeaderEpoch: NO_EPOCH,
    fetchOffset: BigInt(offset),
    lastFetchedEpoch: NO_EPOCH,
    partitionMaxBytes: maxBytesPerPartition,
  }));
  const { responses } = await fetchV13.api.async(
    source.connection,
    maxWaitMs,
    MIN_BYTES,
    maxBytes,
    FetchIsolationLevels.READ_COMMITTED,
    NO_SESSION,
    NO_EPOCH,
    [{ topicId: source.topicId, partitions }],
    [],
    '',
  );
  return responses[0]?.partitions ?? [];
}

const PASSING_ERRORS = [
  'OFFSET_OUT_OF_RANGE',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
];

/** Whether a failed fetch may succeed once the leader and the start of the log are looked up again. */
export function isPassingFetchError(error: Error): boolean {
  return (
    PASSING_ERRORS.some((apiId) => findErrorBy(error, 'apiId', apiId) !== null) ||
    findErrorBy(error, 'code', 'PLT_KFK_NETWORK') !== null
  );
}

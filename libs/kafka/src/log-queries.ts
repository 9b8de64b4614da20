import { UserError } from '@platformatic/kafka';
import type { Admin, ClusterTopicMetadata } from '@platformatic/kafka';
import type { CommittedPosition, PartitionRange, TopicPartition } from '@millrace/pipeline';
import { decodeCommitLedger } from '@millrace/schemas';

/** Kafka's stand-ins for a time: the first offset of a log, and the one after its last. */
const EARLIEST = -2n;
const LATEST = -1n;
/** What a group that never committed on a partition is said to have committed. */
const NEVER_COMMITTED = -1n;

/** Range of every partition. Rejects when there is no such topic. */
export async function partitionRanges(admin: Admin, topic: string): Promise<readonly PartitionRange[]> {
  const [lows, highs] = await Promise.all([offsets(admin, topic, EARLIEST), offsets(admin, topic, LATEST)]);
  return [...highs]
    .map(([partition, high]) => ({ partition, low: lows.get(partition) ?? high, high }))
    .sort((a, b) => a.partition - b.partition);
}

async function offsets(admin: Admin, topic: string, timestamp: bigint): Promise<Map<number, number>> {
  const partitions = (await partitionsOf(admin, topic)).map((partitionIndex) => ({
    partitionIndex,
    timestamp,
  }));
  const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
  return new Map(
    listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]) ?? [],
  );
}

/**
 * What a group committed on every partition of a topic. kafkajs commits "the start of the log" (−2) without metadata
 * when its position has expired; that shows as offset 0 without a ledger.
 */
export async function committedPositions(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<readonly CommittedPosition[]> {
  const partitionIndexes = await partitionsOf(admin, topic);
  const [group] = await admin.listConsumerGroupOffsets({
    groups: [{ groupId, topics: [{ name: topic, partitionIndexes }] }],
  });
  const found = new Map(
    group?.topics.flatMap(({ partitions }) => partitions.map((one) => [one.partitionIndex, one])) ?? [],
  );
  return partitionIndexes.map((partition) => {
    const one = found.get(partition);
    const offset =
      one && one.committedOffset !== NEVER_COMMITTED ? Math.max(0, Number(one.committedOffset)) : undefined;
    return { partition, offset, ledger: decodeCommitLedger(one?.metadata) };
  });
}

/** First offset of one log. */
export async function logStartOf(admin: Admin, { topic, partition }: TopicPartition): Promise<number> {
  const partitions = [{ partitionIndex: partition, timestamp: EARLIEST }];
  const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
  const offset = listed?.partitions[0]?.offset;
  if (offset === undefined) throw new Error(`reading the log start of ${topic}[${partition}]: no answer`);
  return Number(offset);
}

/** A topic's id and partitions as the brokers know them now; undefined when there is no such topic. */
export async function describeTopic(admin: Admin, topic: string): Promise<ClusterTopicMetadata | undefined> {
  try {
    return await fetchMetadata(admin, topic, 0);
  } catch (error) {
    if (isUnknownTopic(error)) return undefined;
    return fetchMetadata(admin, topic);
  }
}

/** Unlike {@link describeTopic} this is patient with a topic that was created a moment ago. */
async function partitionsOf(admin: Admin, topic: string): Promise<number[]> {
  const described = await fetchMetadata(admin, topic);
  if (!described) throw new Error(`describing topic ${topic}: the brokers do not tell its partitions`);
  return described.partitions.map((_, partition) => partition);
}

async function fetchMetadata(
  admin: Admin,
  topic: string,
  retries?: number,
): Promise<ClusterTopicMetadata | undefined> {
  const metadata = await admin.metadata({
    topics: [topic],
    forceUpdate: true,
    ...(retries === undefined ? {} : { retries }),
  });
  return metadata.topics.get(topic);
}

/** The client has no code of its own for it. */
function isUnknownTopic(error: unknown): boolean {
  return error instanceof UserError && error.message.startsWith('Unknown topic');
}

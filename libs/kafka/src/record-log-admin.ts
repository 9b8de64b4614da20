import {
  Admin,
  ConfigResourceTypes,
  FindCoordinatorKeyTypes,
  UserError,
  findErrorBy,
  offsetCommitV8,
} from '@platformatic/kafka';
import type { ClusterTopicMetadata } from '@platformatic/kafka';
import type { ChosenPosition, CommittedPosition, PartitionRange, RecordLogAdmin } from '@millrace/pipeline';
import { decodeCommitLedger, encodeCommitLedger } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';
import type { KafkaSettings } from './kafka-settings.js';
import { platformaticOptions } from './platformatic-client.js';
import { topicConfigs, topicDrift } from './topic-configs.js';

const EARLIEST = -2n;
const LATEST = -1n;
/** As Kafka's own tools commit for a group: no generation and no member, which a group with members refuses. */
const NO_GENERATION = -1;
const NO_MEMBER = '';

/** Kafka's name of the error that means another process was faster. */
const TOPIC_EXISTS = 'TOPIC_ALREADY_EXISTS';

/** Administration through a kept connection; connects with its first call. Rejects when the brokers cannot be reached. */
export function createRecordLogAdmin(settings: KafkaSettings): RecordLogAdmin {
  const admin = new Admin(platformaticOptions(settings));
  return {
    ensureTopics: (topics) => ensureTopics(admin, topics),
    listTopics: () => admin.listTopics({}),
    ranges: (topic) => ranges(admin, topic),
    committed: (groupId, topic) => committed(admin, groupId, topic),
    topicId: async (topic) => (await describeTopic(admin, topic))?.id,
    setCommitted: (groupId, topic, position) => setCommitted(admin, { groupId, topic, position }),
    close: () => admin.close(),
  };
}

async function ensureTopics(admin: Admin, topics: readonly TopicDeclaration[]): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics({}));
  for (const topic of topics) if (!existing.has(topic.name)) await createTopic(admin, topic);
  const found = topics.filter((topic) => existing.has(topic.name));
  if (found.length === 0) return [];
  const described = await admin.describeConfigs({
    resources: found.map(({ name }) => ({ resourceType: ConfigResourceTypes.TOPIC, resourceName: name })),
  });
  const lines = found.map(async (topic) => {
    const configs = described.find(({ resourceName }) => resourceName === topic.name)?.configs ?? [];
    return topicDrift(topic, {
      partitions: (await describeTopic(admin, topic.name))?.partitionsCount ?? 0,
      configs: new Map(configs.map(({ name, value }) => [name, value ?? null])),
    });
  });
  return (await Promise.all(lines)).flat();
}

/** Another process may create it at the same time: that is success. */
async function createTopic(admin: Admin, topic: TopicDeclaration): Promise<void> {
  const configs = [...topicConfigs(topic)].map(([name, value]) => ({ name, value }));
  try {
    await admin.createTopics({ topics: [topic.name], partitions: topic.partitions, configs });
  } catch (error) {
    if (!isKafkaError(error, TOPIC_EXISTS)) throw error;
  }
}

async function ranges(admin: Admin, topic: string): Promise<readonly PartitionRange[]> {
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

async function committed(
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
    const offset = one && one.committedOffset >= 0n ? Number(one.committedOffset) : undefined;
    return { partition, offset, ledger: decodeCommitLedger(one?.metadata) };
  });
}

async function setCommitted(
  admin: Admin,
  target: { readonly groupId: string; readonly topic: string; readonly position: ChosenPosition },
): Promise<void> {
  const { groupId, topic, position } = target;
  const [coordinator] = await admin.findCoordinator({
    keyType: FindCoordinatorKeyTypes.GROUP,
    keys: [groupId],
  });
  const connection =
    coordinator && (await admin.connectToBrokers([coordinator.nodeId])).get(coordinator.nodeId);
  if (!connection) throw new Error(`setting the position of ${groupId} on ${topic}: no coordinator found`);
  const partition = {
    partitionIndex: position.partition,
    committedOffset: BigInt(position.offset),
    committedLeaderEpoch: -1,
    committedMetadata: encodeCommitLedger(position.ledger),
  };
  await offsetCommitV8.api.async(connection, groupId, NO_GENERATION, NO_MEMBER, null, [
    { name: topic, partitions: [partition] },
  ]);
}

async function partitionsOf(admin: Admin, topic: string): Promise<number[]> {
  const described = await describeTopic(admin, topic);
  if (!described) throw new Error(`describing topic ${topic}: there is no such topic`);
  return described.partitions.map((_, partition) => partition);
}

async function describeTopic(admin: Admin, topic: string): Promise<ClusterTopicMetadata | undefined> {
  try {
    return (await admin.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic);
  } catch (error) {
    if (isUnknownTopic(error)) return undefined;
    throw error;
  }
}

function isKafkaError(error: unknown, apiId: string): boolean {
  return error instanceof Error && findErrorBy(error, 'apiId', apiId) !== null;
}

/** The client has no code of its own for it. */
function isUnknownTopic(error: unknown): boolean {
  return error instanceof UserError && error.message.startsWith('Unknown topic');
}

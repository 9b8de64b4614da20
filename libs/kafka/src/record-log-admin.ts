import {
  Admin,
  ConfigResourceTypes,
  FindCoordinatorKeyTypes,
  findErrorBy,
  offsetCommitV8,
} from '@platformatic/kafka';
import type { ChosenPosition, RecordLogAdmin } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';
import { committedPositions, describeTopic, partitionRanges } from './log-queries.js';
import type { KafkaSettings } from './kafka-settings.js';
import { platformaticOptions } from './platformatic-client.js';
import { topicConfigs, topicDrift } from './topic-configs.js';
import { createAccessCheck } from './verify-access.js';

/** As Kafka's own tools commit for a group: no generation and no member, which a group with members refuses. */
const NO_GENERATION = -1;
const NO_MEMBER = '';

/** Kafka's name of the error that means another process was faster. */
const TOPIC_EXISTS = 'TOPIC_ALREADY_EXISTS';

/**
 * Administration through a kept connection; connects with its first call. Rejects when the brokers cannot be reached,
 * and with `KafkaAccessError`, without trying again, when they do not let the client in.
 */
export function createRecordLogAdmin(settings: KafkaSettings): RecordLogAdmin {
  const admin = new Admin(platformaticOptions(settings));
  const verified = createAccessCheck(settings);
  const inside = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    await verified();
    return ask();
  };
  return {
    ensureTopics: (topics) => inside(() => ensureTopics(admin, topics)),
    listTopics: () => inside(() => admin.listTopics({})),
    ranges: (topic) => inside(() => partitionRanges(admin, topic)),
    committed: (groupId, topic) => inside(() => committedPositions(admin, groupId, topic)),
    topicId: async (topic) => (await inside(() => describeTopic(admin, topic)))?.id,
    setCommitted: (groupId, topic, position) =>
      inside(() => setCommitted(admin, { groupId, topic, position })),
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

function isKafkaError(error: unknown, apiId: string): boolean {
  return error instanceof Error && findErrorBy(error, 'apiId', apiId) !== null;
}

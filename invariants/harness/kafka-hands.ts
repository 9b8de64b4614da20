import { Kafka, logLevel } from 'kafkajs';
import { createRecordLogAdmin } from '@millrace/kafka';
import { CONSUMER_GROUPS, TOPICS } from '@millrace/schemas';
import { kafkaOf } from './count-ends.js';
import type { Stack } from './stack.js';
import { waitUntil } from './wait-until.js';

const TOPIC = TOPICS.logs.name;
const GROUP = CONSUMER_GROUPS.indexer.groupId;

/** What an operator, or retention, may do to `logs` behind the pipeline's back. */
export interface KafkaHands {
  /** Deletes every record there is, as retention would. */
  eatRecords(): Promise<void>;
  /** Moves the indexer's committed offset back in every partition that has one; the group must be empty. */
  moveOffsets(by: number): Promise<void>;
  /** Deletes the topic and makes it anew. */
  recreateTopic(): Promise<void>;
}

/** Hands on the broker of a stack, by a client that knows nothing of ledgers. */
export async function withKafkaHands<T>(
  stack: Pick<Stack, 'servers'>,
  work: (hands: KafkaHands) => Promise<T>,
): Promise<T> {
  const brokers = stack.servers.kafka.split(',');
  const kafka = new Kafka({ brokers, clientId: 'millrace-chaos', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work({
      eatRecords: async () => {
        const ranges = await admin.fetchTopicOffsets(TOPIC);
        const partitions = ranges.map(({ partition, high }) => ({ partition, offset: high }));
        await admin.deleteTopicRecords({ topic: TOPIC, partitions });
      },
      moveOffsets: async (by) => {
        const [committed] = await admin.fetchOffsets({ groupId: GROUP, topics: [TOPIC] });
        const partitions = (committed?.partitions ?? [])
          .filter(({ offset }) => Number(offset) >= by)
          .map(({ partition, offset }) => ({ partition, offset: String(Number(offset) - by) }));
        await admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions });
      },
      recreateTopic: async () => {
        await admin.deleteTopics({ topics: [TOPIC] });
        const topics = createRecordLogAdmin(kafkaOf(stack));
        try {
          await waitUntil({ what: `${TOPIC} to be recreated`, deadlineMs: 30_000 }, async () => {
            await topics.ensureTopics([TOPICS.logs]);
            return (await topics.listTopics()).includes(TOPIC) ? true : undefined;
          });
        } finally {
          await topics.close();
        }
      },
    });
  } finally {
    await admin.disconnect();
  }
}

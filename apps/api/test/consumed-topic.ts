import { createRecordConsumer } from '@millrace/kafka';
import { createTopicIdentityStore } from '@millrace/mongo';
import type { Checkpoints, RecordConsumer, RecordOutcome } from '@millrace/pipeline';
import { waitFor } from '@millrace/testing';
import type { ApiHarness } from './api-harness.js';

/** How long these tests wait for what servers do. */
export const PATIENCE_MS = 30_000;

/** What a consumer of the topic does with records, and what it keeps with its position. */
export interface ConsumedTopicOptions {
  readonly outcome: RecordOutcome['outcome'];
  readonly checkpoints?: Checkpoints;
}

/** A topic in the books of an api, with consumers that take its records, and what the audit says of it. */
export async function consumedTopic(api: ApiHarness, { outcome, checkpoints }: ConsumedTopicOptions) {
  const key = await api.keyOf(api.tenants.system);
  const { topic, indexerGroup: groupId } = api.names.parked;
  const consumers: RecordConsumer[] = [];
  const book = async () => {
    const { json } = await api.call('GET', '/v1/audit', { key });
    return json.books.find((one: { topic: string }) => one.topic === topic);
  };
  return {
    topic,
    groupId,
    book,
    untilTotals: (isReached: (totals: { committed: number; counts: Record<string, number> }) => boolean) =>
      waitFor(async () => isReached((await book()).totals), PATIENCE_MS),
    /** Starts a member of the group. */
    async consume(): Promise<RecordConsumer> {
      const consumer = createRecordConsumer(
        api.kafka,
        {
          ...{ groupId, topics: [topic], maxBatchRecords: 50, maxBatchBytes: 1_000_000, lingerMs: 5 },
          ...{ maxInFlight: 1, maxLaneBytes: 1_000_000, commitIntervalMs: 50 },
          ...(checkpoints && { checkpoints }),
          topicIdentities: createTopicIdentityStore(api.mongo),
        },
        async (records) => records.map((record) => ({ record, outcome })),
      );
      consumers.push(consumer);
      await consumer.start(AbortSignal.timeout(PATIENCE_MS));
      return consumer;
    },
    produce: (count: number) =>
      api.producer.send(
        Array.from({ length: count }, (_, index) => ({
          ...{ topic, key: `key-${index}`, value: Buffer.from(String(index)), headers: {} },
        })),
      ),
    accept: (partition: number) =>
      api.call('POST', '/v1/audit/accept', { key, body: { groupId, topic, partition, note: 'in a test' } }),
    async stop() {
      await Promise.all(consumers.map((consumer) => consumer.stop(1_000)));
    },
  };
}

/** See {@link consumedTopic}. */
export type ConsumedTopic = Awaited<ReturnType<typeof consumedTopic>>;

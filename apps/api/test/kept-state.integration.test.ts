import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecordConsumer } from '@millrace/kafka';
import { createTopicIdentityStore } from '@millrace/mongo';
import type { Checkpoint, Checkpoints, RecordConsumer } from '@millrace/pipeline';
import { waitFor } from '@millrace/testing';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const PATIENCE_MS = 30_000;

describe('a group that keeps state with its position', () => {
  let api: ApiHarness;
  let key: string;
  let topic: string;
  let groupId: string;
  const kept = new Map<number, Checkpoint>();
  const checkpoints: Checkpoints = {
    open: async (partitions) => partitions.flatMap(({ partition }) => kept.get(partition) ?? []),
    async save(points) {
      for (const point of points) if (point.ledger.broken === undefined) kept.set(point.partition, point);
      return points;
    },
  };
  const consumers: RecordConsumer[] = [];
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.system);
    topic = api.names.parked.topic;
    groupId = api.names.parked.indexerGroup;
  });
  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop(1_000)));
    await api.close();
  });

  async function consume(): Promise<RecordConsumer> {
    const consumer = createRecordConsumer(
      api.kafka,
      {
        ...{ groupId, topics: [topic], maxBatchRecords: 50, maxBatchBytes: 1_000_000, lingerMs: 5 },
        ...{ maxInFlight: 1, maxLaneBytes: 1_000_000, commitIntervalMs: 50, checkpoints },
        topicIdentities: createTopicIdentityStore(api.mongo),
      },
      async (records) => records.map((record) => ({ record, outcome: 'grouped' as const })),
    );
    consumers.push(consumer);
    await consumer.start(AbortSignal.timeout(PATIENCE_MS));
    return consumer;
  }

  const produce = (count: number) =>
    api.producer.send(
      Array.from({ length: count }, (_, index) => ({
        ...{ topic, key: `key-${index}`, value: Buffer.from(String(index)), headers: {} },
      })),
    );
  const book = async () => {
    const { json } = await api.call('GET', '/v1/audit', { key });
    return json.books.find((one: { topic: string }) => one.topic === topic);
  };
  const reasons = async () => (await book()).partitions.map(({ reason }: { reason?: string }) => reason);
  const untilCounted = (grouped: number) =>
    waitFor(async () => (await book()).totals.counts.grouped === grouped, PATIENCE_MS);

  /** What the stopped owner says of its partitions, once the audit says the same. */
  async function untilBothSay(words: RegExp): Promise<void> {
    const stopped = await consume();
    const same = async () => {
      const own = stopped.partitions().map(({ reason }) => reason);
      const seen = [...own, ...(await reasons())];
      return seen.length === 4 && seen.every((reason) => words.test(reason ?? ''));
    };
    await waitFor(same, PATIENCE_MS);
    await stopped.stop(1_000);
  }

  async function acceptBoth(): Promise<void> {
    for (const partition of [0, 1]) {
      const body = { groupId, topic, partition, note: 'in a test' };
      expect((await api.call('POST', '/v1/audit/accept', { key, body })).status).toBe(200);
    }
    expect((await book()).balanced).toBe(true);
  }

  it('that is lost is put back to work by accepting that', async () => {
    await produce(100);
    const first = await consume();
    await untilCounted(100);
    await first.stop(1_000);
    kept.clear();
    await untilBothSay(/the state kept with it is gone/);
    await acceptBoth();
    await produce(50);
    const next = await consume();
    await untilCounted(50);
    await next.stop(1_000);
    expect((await book()).balanced).toBe(true);
  });

  it('of a topic that was recreated since is put back to work by accepting that', async () => {
    await api.recreateTopic(topic);
    await produce(70);
    await untilBothSay(/recreated/);
    await acceptBoth();
    const next = await consume();
    await untilCounted(70);
    await next.stop(1_000);
    expect((await book()).balanced).toBe(true);
  });
});

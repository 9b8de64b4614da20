import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecordConsumer } from '@millrace/kafka';
import { createTopicIdentityStore } from '@millrace/mongo';
import type { ProcessRecords, RecordConsumer } from '@millrace/pipeline';
import { waitFor } from '@millrace/testing';
import { apiHarness } from './api-harness.js';
import type { Answer, ApiHarness } from './api-harness.js';

const PATIENCE_MS = 30_000;
const accept: ProcessRecords = async (records) =>
  records.map((record) => ({ record, outcome: 'accepted' as const }));

describe('a topic recreated and refilled while the services were stopped', () => {
  let api: ApiHarness;
  let key: string;
  let topic: string;
  let groupId: string;
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
        groupId,
        topics: [topic],
        maxBatchRecords: 50,
        maxBatchBytes: 1_000_000,
        lingerMs: 5,
        maxInFlight: 1,
        maxLaneBytes: 1_000_000,
        commitIntervalMs: 50,
        topicIdentities: createTopicIdentityStore(api.mongo),
      },
      accept,
    );
    consumers.push(consumer);
    await consumer.start(AbortSignal.timeout(PATIENCE_MS));
    return consumer;
  }

  const produce = (count: number) =>
    api.producer.send(
      Array.from({ length: count }, (_, index) => ({
        topic,
        key: `key-${index}`,
        value: Buffer.from(String(index)),
        headers: {},
      })),
    );
  const books = async () => {
    const { json } = await api.call('GET', '/v1/audit', { key });
    const book = json.books.find((one: { topic: string }) => one.topic === topic);
    return { balanced: json.balanced, ...book };
  };
  const colours = async () =>
    (await books()).partitions.map(({ balanced }: { balanced: boolean }) => balanced);
  const acceptPartition = (partition: number): Promise<Answer> =>
    api.call('POST', '/v1/audit/accept', {
      key,
      body: { groupId, topic, partition, note: 'recreated in a test' },
    });
  const untilCommitted = (total: number) =>
    waitFor(async () => (await books()).totals.committed === total, PATIENCE_MS);

  async function recreate(): Promise<void> {
    await api.recreateTopic(topic);
    await waitFor(async () => {
      const positions = await api.admin.committed(groupId, topic);
      return positions.every(({ offset }) => offset === undefined);
    }, PATIENCE_MS);
  }

  it('turns the audit red before anything is started, partition by partition green again', async () => {
    await produce(100);
    const consumer = await consume();
    await untilCommitted(100);
    await consumer.stop(1_000);
    await recreate();
    await produce(200);

    expect((await books()).balanced).toBe(false);
    expect(await colours()).toEqual([false, false]);
    const first = await acceptPartition(0);
    expect([first.status, first.json.offset]).toEqual([200, 0]);
    expect(first.json.reason).toMatch(/recreated/);
    expect(await colours()).toEqual([true, false]);
    expect((await acceptPartition(1)).status).toBe(200);
    expect((await books()).balanced).toBe(true);

    const next = await consume();
    await untilCommitted(200);
    await next.stop(1_000);
    expect(await books()).toMatchObject({ balanced: true, totals: { counts: { accepted: 200 } } });
  });

  it('stops the services that are started on it, until it is accepted', async () => {
    await recreate();
    await produce(300);
    const stopped = await consume();
    const reasons = await waitFor(() => {
      const broken = stopped.partitions().filter(({ state }) => state === 'ledger-broken');
      return broken.length === 2 && broken.map(({ reason }) => reason);
    }, PATIENCE_MS);
    expect(reasons).toEqual([expect.stringContaining('recreated'), expect.stringContaining('recreated')]);
    expect(await colours()).toEqual([false, false]);
    await stopped.stop(1_000);
    expect([(await acceptPartition(0)).status, (await acceptPartition(1)).status]).toEqual([200, 200]);
    await consume();
    await untilCommitted(300);
    expect((await books()).balanced).toBe(true);
  });
});

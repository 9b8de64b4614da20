import { startLocalKafka, uniqueName, waitFor } from '@millrace/testing';
import type { LocalKafka } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRecordConsumer,
  createRecordFollower,
  createRecordLogAdmin,
  createRecordProducer,
} from '../src/index.js';

const OPTIONS = {
  maxBatchRecords: 50,
  maxBatchBytes: 1_000_000,
  lingerMs: 5,
  maxInFlight: 2,
  maxLaneBytes: 1_000_000,
  commitIntervalMs: 50,
};

describe('a restart of the broker', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startLocalKafka();
  });
  afterAll(() => kafka.stop());

  it('is survived by producer, consumer, follower and admin: nothing lost, nothing doubled, and the sums hold', async () => {
    const settings = { brokers: [kafka.address], clientId: 'millrace-test' };
    const topic = uniqueName('orders');
    const admin = createRecordLogAdmin(settings);
    await admin.ensureTopics([
      {
        name: topic,
        partitions: 3,
        cleanup: 'delete',
        retentionMs: 3_600_000,
        timestampType: 'LogAppendTime',
      },
    ]);
    const producer = createRecordProducer(settings, { deliveryTimeoutMs: 60_000 });
    const send = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from }, (_, index) => {
          const name = String(from + index);
          return producer.send([{ topic, key: name, value: Buffer.from(name), headers: {} }]);
        }),
      );
    const offsetsOf = new Map<string, Set<string>>();
    const consumer = createRecordConsumer(
      settings,
      { ...OPTIONS, groupId: topic, topics: [topic] },
      async (records) =>
        records.map((record) => {
          const offsets = offsetsOf.get(String(record.value)) ?? new Set();
          offsetsOf.set(String(record.value), offsets.add(`${record.partition}@${record.offset}`));
          return { record, outcome: 'accepted' };
        }),
    );
    await consumer.start(new AbortController().signal);
    const follower = createRecordFollower(settings);
    const leaving = new AbortController();
    const followed: string[] = [];
    const following = follower.follow(
      { topic, topicId: (await admin.topicId(topic)) ?? '', from: [0, 0, 0] },
      ({ records }) => void followed.push(...records.map(({ value }) => String(value))),
      leaving.signal,
    );
    await send(0, 500);
    await waitFor(() => offsetsOf.size === 500, 20_000);
    let during: Promise<unknown> = Promise.resolve();
    await kafka.restart(async () => {
      during = send(500, 1_000);
    });
    await during;
    await send(1_000, 1_500);
    await waitFor(() => offsetsOf.size === 1_500, 60_000);
    expect([...offsetsOf.values()].filter((offsets) => offsets.size > 1)).toEqual([]);
    await waitFor(async () => {
      const positions = await admin.committed(topic, topic);
      return positions.reduce((sum, { ledger }) => sum + (ledger?.counts.accepted ?? 0), 0) === 1_500;
    }, 20_000);
    await waitFor(() => followed.length >= 1_500, 20_000);
    expect(new Set(followed).size).toBe(followed.length);
    leaving.abort();
    await following;
    await follower.close();
    await consumer.stop(1_000);
    await expect(consumer.closed).resolves.toBeUndefined();
    await producer.close(1_000);
    await admin.close();
  }, 180_000);
});

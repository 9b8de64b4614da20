import { randomUUID } from 'node:crypto';
import type { FollowedStretch } from '@millrace/pipeline';
import { addPartitions, uniqueName, waitFor } from '@millrace/testing';
import type { RecordLogHarness } from '@millrace/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRecordFollower } from '../src/index.js';
import { brokers, createKafkaHarness, testSettings } from './kafka-harness.js';

const PARTITIONS = 2;

describe('following a topic', () => {
  let harness: RecordLogHarness;
  let topic: string;
  let topicId: string;
  beforeAll(async () => {
    harness = await createKafkaHarness();
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    topic = uniqueName('followed');
    const declaration = {
      name: topic,
      partitions: PARTITIONS,
      cleanup: 'delete',
      retentionMs: 3_600_000,
    } as const;
    await harness.admin.ensureTopics([{ ...declaration, timestampType: 'LogAppendTime' }]);
    topicId = await waitFor(() => harness.admin.topicId(topic));
  });

  async function produce(from: number, to: number): Promise<void> {
    const producer = harness.createProducer({});
    const names = Array.from({ length: to - from }, (_, at) => String(from + at));
    await producer.send(names.map((name) => ({ topic, key: name, value: Buffer.from(name), headers: {} })));
    await producer.close(1_000);
  }

  function follow(from: readonly number[]) {
    const follower = createRecordFollower(testSettings());
    const stretches: FollowedStretch[] = [];
    const leaving = new AbortController();
    const ended = follower.follow(
      { topic, topicId, from },
      (one) => void stretches.push(one),
      leaving.signal,
    );
    ended.catch(() => undefined);
    return {
      stretches,
      ended,
      values: () => stretches.flatMap(({ records }) => records.map(({ value }) => Number(value))),
      async leave() {
        leaving.abort();
        await ended;
        await follower.close();
      },
      close: () => follower.close(),
    };
  }

  it('hands over every record once and each partition without a gap, with its end', async () => {
    await produce(0, 50);
    const following = follow([0, 0]);
    await waitFor(() => following.values().length === 50);
    await produce(50, 100);
    await waitFor(() => following.values().length === 100);
    expect(following.values().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    for (const partition of [0, 1]) {
      const own = following.stretches.filter((stretch) => stretch.partition === partition);
      own.reduce((next, stretch) => (expect(stretch.from).toBe(next), stretch.next), 0);
      expect(own.at(-1)?.end).toBe(own.at(-1)?.next);
    }
    await following.leave();
    await harness.deleteTopic(topic);
  });

  it('begins where it is told to', async () => {
    await produce(0, 50);
    const ends = (await harness.admin.ranges(topic)).map(({ high }) => high);
    const following = follow(ends);
    await produce(50, 60);
    await waitFor(() => following.values().length === 10);
    expect(Math.min(...following.values())).toBe(50);
    await following.leave();
    await harness.deleteTopic(topic);
  });

  it('goes on at the start of the log where retention was faster, and shows the jump', async () => {
    await produce(0, 50);
    const ranges = await harness.admin.ranges(topic);
    for (const { partition, high } of ranges) await harness.deleteRecords(topic, partition, high);
    const following = follow([0, 0]);
    await produce(50, 100);
    await waitFor(() => following.values().length === 50);
    expect(following.stretches.find(({ partition }) => partition === 0)?.from).toBe(ranges[0]?.high);
    await following.leave();
    await harness.deleteTopic(topic);
  });

  it('follows partitions that are added while it runs, from their first offset, and the others without a break', async () => {
    await produce(0, 20);
    const following = follow([0, 0]);
    await waitFor(() => following.values().length === 20);
    await addPartitions(brokers(), topic, PARTITIONS + 2);
    await waitFor(async () => (await harness.admin.ranges(topic)).length === PARTITIONS + 2);
    await produce(20, 120);
    await waitFor(() => following.values().length === 120);
    expect(new Set(following.values()).size).toBe(120);
    const added = following.stretches.filter(({ partition }) => partition >= PARTITIONS);
    expect(added.reduce((sum, { records }) => sum + records.length, 0)).toBeGreaterThan(0);
    expect(added[0]?.from).toBe(0);
    await following.leave();
    await harness.deleteTopic(topic);
  });

  it('ends with an error when a log is shorter than what was read of it', async () => {
    await produce(0, 20);
    const [first] = await harness.admin.ranges(topic);
    const following = follow([(first?.high ?? 0) + 1, 0]);
    const ending = following.ended.then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(await Promise.race([ending, waitFor(() => false, 5_000).catch(() => 'it goes on')])).toContain(
      'it was cut, or the topic was made anew',
    );
    await following.close();
    await harness.deleteTopic(topic);
  });

  it('hands a partition on only after what was handed over before is taken', async () => {
    await produce(0, 50);
    const follower = createRecordFollower(testSettings());
    const leaving = new AbortController();
    const gate = Promise.withResolvers<void>();
    const handedOver: FollowedStretch[] = [];
    const values: number[] = [];
    const ended = follower.follow(
      { topic, topicId, from: [0, 0] },
      async (stretch) => {
        handedOver.push(stretch);
        await gate.promise;
        values.push(...stretch.records.map(({ value }) => Number(value)));
      },
      leaving.signal,
    );
    await waitFor(() => handedOver.length > 0);
    await produce(50, 100);
    // As long as a fetch takes that would hand over more.
    await waitFor(() => handedOver.length > 2, 1_000).catch(() => undefined);
    expect(handedOver).toHaveLength(1);
    gate.resolve();
    await waitFor(() => values.length === 100);
    leaving.abort();
    await ended;
    await follower.close();
    await harness.deleteTopic(topic);
  });

  it('ends with an error when the topic is deleted under it', async () => {
    await produce(0, 10);
    const following = follow([0, 0]);
    await waitFor(() => following.values().length === 10);
    await harness.deleteTopic(topic);
    await expect(following.ended).rejects.toThrow();
    await following.close();
  });

  it('refuses a topic that is another one than that whose positions it was given', async () => {
    const follower = createRecordFollower(testSettings());
    const place = { topic, topicId: randomUUID(), from: [0, 0] };
    const following = follower.follow(place, () => undefined, new AbortController().signal);
    await expect(following).rejects.toThrow('it is gone, or was made anew');
    await follower.close();
    await harness.deleteTopic(topic);
  });
});

import type { ProcessRecords, SourceRecord } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';
import type { CommitLedger } from '@millrace/schemas';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allAs, createRecordLogScene, groupOf } from './record-log-harness.js';
import type { RecordLogHarness, RecordLogScene } from './record-log-harness.js';
import { recordLogLedgerCases } from './record-log-ledger-contract.js';

export type { RecordLogHarness } from './record-log-harness.js';

/** What a contract case can use. */
export interface RecordLogContext {
  readonly harness: RecordLogHarness;
  readonly scene: RecordLogScene;
}

/** The promises of the record log's ports. Run it on every implementation. */
export function recordLogContract(name: string, createHarness: () => Promise<RecordLogHarness>): void {
  describe(`${name} as a record log`, () => {
    const context = {} as { harness: RecordLogHarness; scene: RecordLogScene };
    beforeAll(async () => {
      context.harness = await createHarness();
    });
    beforeEach(() => {
      context.scene = createRecordLogScene(context.harness);
    });
    afterEach(() => context.scene.end());
    afterAll(() => context.harness.close());
    describe('delivery', () => deliveryCases(context));
    describe('membership', () => membershipCases(context));
    describe('ledger', () => recordLogLedgerCases(context));
    describe('producing, reading, administering', () => toolCases(context));
  });
}

function deliveryCases(context: RecordLogContext): void {
  it('delivers every record once, in order within a partition, with what it was sent with', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(3);
    await scene.produce(topic, 500, () => ({ headers: { kind: 'test', many: ['a', 'b'], none: undefined } }));
    const seen: SourceRecord[] = [];
    await scene.consume(
      topic,
      async (records) => {
        seen.push(...records);
        return allAs(records, 'accepted');
      },
      { maxInFlight: 1 },
    );
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 500);
    expect(counts).toEqual({ accepted: 500 });
    expect(seen).toHaveLength(500);
    for (const partition of [0, 1, 2]) {
      const offsets = seen.filter((record) => record.partition === partition).map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.map((_, index) => index));
    }
    for (const key of new Set(seen.map((record) => String(record.key)))) {
      const values = seen.filter((record) => String(record.key) === key).map(({ value }) => Number(value));
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
    expect(seen[0]?.timestampMs).toBeGreaterThan(Date.now() - 60_000);
    expect(seen[0]?.headers).toEqual({
      kind: Buffer.from('test'),
      many: [Buffer.from('a'), Buffer.from('b')],
    });
  });

  it('delivers records without key or value', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 1, () => ({ key: null, value: null }));
    const seen: SourceRecord[] = [];
    await scene.consume(topic, async (records) => {
      seen.push(...records);
      return allAs(records, 'accepted');
    });
    await scene.untilCommitted(groupOf(topic), topic, 1);
    expect(seen[0]).toMatchObject({ key: null, value: null, headers: {} });
  });

  it('commits the contiguous prefix only', async () => {
    const { scene, harness } = context;
    const topic = await scene.createTopic(1);
    const gate = Promise.withResolvers<void>();
    let done = 0;
    const hold: ProcessRecords = async (records) => {
      if (records[0]?.offset === 0) await gate.promise;
      else done += records.length;
      return allAs(records, 'accepted');
    };
    await scene.produce(topic, 200);
    await scene.consume(topic, hold, { maxBatchRecords: 20 });
    await scene.until(() => done === 180);
    await scene.produce(topic, 20);
    await scene.until(() => done === 200);
    const [before] = await harness.admin.committed(groupOf(topic), topic);
    expect(before?.offset ?? 0).toBe(0);
    gate.resolve();
    await scene.untilCommitted(groupOf(topic), topic, 220);
  });

  it('pauses a partition whose lane is full and goes on when the processor does', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(1);
    const gate = Promise.withResolvers<void>();
    await scene.produce(topic, 1_000);
    const consumer = await scene.consume(
      topic,
      async (records) => {
        await gate.promise;
        return allAs(records, 'accepted');
      },
      { maxLaneBytes: 50_000, maxBatchRecords: 10 },
    );
    await scene.until(() => consumer.partitions()[0]?.state === 'paused');
    expect(consumer.partitions()[0]?.queuedBytes).toBeLessThan(52_000);
    expect(consumer.partitions()[0]?.queuedRecords).toBeLessThan(110);
    gate.resolve();
    await scene.untilCommitted(groupOf(topic), topic, 1_000);
  });

  it('rejects `closed` with what the processor rejected with, and commits nothing of it', async () => {
    const { scene, harness } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    const consumer = await scene.consume(topic, async () => {
      throw new TypeError('a bug');
    });
    await expect(consumer.closed).rejects.toThrow('a bug');
    const [position] = await harness.admin.committed(groupOf(topic), topic);
    expect(position?.offset ?? 0).toBe(0);
  });
}

function membershipCases(context: RecordLogContext): void {
  it('goes on from the committed ledger after a restart', async () => {
    const { scene, harness } = context;
    const topic = await scene.createTopic(2);
    await scene.produce(topic, 100);
    const first = await scene.consume(topic, async (records) => allAs(records, 'indexed'));
    await scene.untilCommitted(groupOf(topic), topic, 100);
    await first.stop(1_000);
    await scene.produce(topic, 60);
    await scene.consume(topic, async (records) => allAs(records, 'duplicate'));
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 160);
    expect(counts).toEqual({ indexed: 100, duplicate: 60 });
    const positions = await harness.admin.committed(groupOf(topic), topic);
    expect(positions.map(({ ledger }) => ledger?.epoch)).toEqual([2, 2]);
  });

  it('drains on stop: waits for calls in flight, commits their outcomes, takes no more', async () => {
    const { scene, harness } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 100);
    let calls = 0;
    const gate = Promise.withResolvers<void>();
    const consumer = await scene.consume(
      topic,
      async (records) => {
        calls += 1;
        await gate.promise;
        return allAs(records, 'accepted');
      },
      { maxBatchRecords: 10 },
    );
    await scene.until(() => calls === 2);
    const stopped = consumer.stop(10_000);
    gate.resolve();
    await stopped;
    await expect(consumer.closed).resolves.toBeUndefined();
    expect(calls).toBe(2);
    const [position] = await harness.admin.committed(groupOf(topic), topic);
    expect(position).toMatchObject({ offset: 20, ledger: { counts: { accepted: 20 } } });
  });

  it('aborts calls that outlast the drain, and leaves their records to the next owner', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    let called = false;
    let aborted = false;
    const consumer = await scene.consume(topic, (_, signal) => {
      called = true;
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(signal.reason);
      });
      return promise;
    });
    await scene.until(() => called);
    await consumer.stop(100);
    await scene.until(() => aborted);
    await scene.consume(topic, async (records) => allAs(records, 'accepted'));
    await scene.untilCommitted(groupOf(topic), topic, 10);
  });

  it('keeps the sums over a rebalance with records in flight', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(4);
    const delivered = new Map<string, number>();
    const work: ProcessRecords = async (records) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return records.map((record) => {
        const name = `${record.partition}@${record.offset}`;
        const times = delivered.get(name) ?? 0;
        delivered.set(name, times + 1);
        return { record, outcome: times === 0 ? 'indexed' : 'duplicate' };
      });
    };
    await scene.produce(topic, 1_000);
    const first = await scene.consume(topic, work, { maxBatchRecords: 20 });
    await scene.until(() => delivered.size > 100);
    const second = await scene.consume(topic, work, { maxBatchRecords: 20 });
    await scene.produce(topic, 1_000);
    await scene.until(() => first.partitions().length === 2 && second.partitions().length === 2);
    await first.stop(1_000);
    await scene.produce(topic, 500);
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 2_500);
    expect(delivered.size).toBe(2_500);
    expect((counts['indexed'] ?? 0) + (counts['duplicate'] ?? 0)).toBe(2_500);
  });

  it('voids outcomes of an epoch that is over', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(2);
    await scene.produce(topic, 40);
    const gate = Promise.withResolvers<void>();
    let late = 0;
    const first = await scene.consume(
      topic,
      async (records, signal) => {
        if (!signal.aborted && late === 0) {
          late = records.length;
          await gate.promise;
        }
        return allAs(records, signal.aborted ? 'late' : 'indexed');
      },
      { maxBatchRecords: 100 },
    );
    await scene.until(() => late > 0);
    const second = await scene.consume(topic, async (records) => allAs(records, 'indexed'));
    await scene.until(() => first.partitions().length === 1 && second.partitions().length === 1);
    gate.resolve();
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 40);
    expect(counts).toEqual({ indexed: 40 });
  });
}

function toolCases(context: RecordLogContext): void {
  it('refuses a send while its buffer has no room, and takes it again later', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    const producer = harness.createProducer({ maxBufferedBytes: 10_000 });
    const record = { topic, key: null, value: Buffer.alloc(8_000), headers: {} };
    const first = producer.send([record]);
    await expect(producer.send([record])).rejects.toMatchObject({ name: 'ProducerBusyError' });
    await first;
    expect(producer.bufferedBytes()).toBe(0);
    await producer.send([record]);
    await producer.close(1_000);
    await expect(producer.send([record])).rejects.toMatchObject({ name: 'ProduceError' });
    expect(await harness.admin.ranges(topic)).toEqual([{ partition: 0, low: 0, high: 2 }]);
  });

  it('reads a stretch by position, from the start of the log if that is later', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 300);
    await harness.deleteRecords(topic, 0, 20);
    const reader = harness.createReader();
    const offsets: number[] = [];
    const range = { topic, partition: 0, from: 10, to: 250 };
    for await (const records of reader.read(range, new AbortController().signal))
      offsets.push(...records.map(({ offset }) => offset));
    expect(offsets).toEqual(Array.from({ length: 230 }, (_, index) => index + 20));
    const aborted = AbortSignal.abort();
    for await (const records of reader.read(range, aborted)) expect(records).toBe('not to be read');
    await reader.close();
  });

  it('creates what is missing and says how topics differ from their declaration', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(2);
    const declared = {
      name: topic,
      partitions: 2,
      cleanup: 'delete',
      timestampType: 'LogAppendTime',
    } as const;
    expect(await harness.admin.ensureTopics([{ ...declared, retentionMs: 3_600_000 }])).toEqual([]);
    expect(
      await harness.admin.ensureTopics([{ ...declared, partitions: 3, retentionMs: 3_600_000 }]),
    ).toHaveLength(1);
    expect(await harness.admin.listTopics()).toContain(topic);
    expect(await harness.admin.topicId(topic)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await harness.admin.topicId(`${topic}-missing`)).toBeUndefined();
  });

  it('sets a position with its ledger, but not under the feet of members', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    const ledger: CommitLedger = { v: 1, base: 4, epoch: 0, counts: {}, gaps: {} };
    const chosen = { partition: 0, offset: 4, ledger };
    await harness.admin.setCommitted(groupOf(topic), topic, chosen);
    expect(await harness.admin.committed(groupOf(topic), topic)).toEqual([chosen]);
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 5, metadata: encodeCommitLedger(ledger) });
    await harness.admin.setCommitted(groupOf(topic), topic, chosen);
    await scene.consume(topic, async (records) => allAs(records, 'accepted'));
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 10);
    expect(counts).toEqual({ accepted: 6 });
    await expect(harness.admin.setCommitted(groupOf(topic), topic, chosen)).rejects.toThrow();
  });
}

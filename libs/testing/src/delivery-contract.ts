import type { ProcessRecords, SourceRecord } from '@millrace/pipeline';
import { expect, it } from 'vitest';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';
import { STALLED_LANE_BYTES, stalledConsumer } from './stalled-consumer.js';

/** What is delivered, in which order, and what of it is committed. */
export function deliveryContract(context: RecordLogContext): void {
  recordCases(context);
  progressCases(context);
}

function recordCases(context: RecordLogContext): void {
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
}

function progressCases(context: RecordLogContext): void {
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
    await scene.produce(topic, 1_000);
    const { consumer, release } = await stalledConsumer(scene, topic);
    expect(consumer.partitions()[0]?.queuedBytes).toBeLessThan(STALLED_LANE_BYTES + 2_000);
    expect(consumer.partitions()[0]?.queuedRecords).toBeLessThan(110);
    release();
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

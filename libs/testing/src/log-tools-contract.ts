import { encodeCommitLedger } from '@millrace/schemas';
import type { CommitLedger } from '@millrace/schemas';
import { expect, it } from 'vitest';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';

/** The producer, the reader and the administration. */
export function logToolsContract(context: RecordLogContext): void {
  clientCases(context);
  positionCases(context);
}

function clientCases(context: RecordLogContext): void {
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
}

function positionCases(context: RecordLogContext): void {
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

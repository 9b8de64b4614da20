import type { ProcessRecords, RecordConsumer } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';
import { expect, it } from 'vitest';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf, sums } from './record-log-harness.js';

const accept: ProcessRecords = async (records) => allAs(records, 'accepted');

/** The promises about the books: what may be missing, what breaks them, and who sees it. */
export function ledgerContract(context: RecordLogContext): void {
  expiryCases(context);
  strangerCases(context);
  faultCases(context);
  gapCases(context);
}

async function brokenReason(context: RecordLogContext, consumer: RecordConsumer): Promise<string> {
  return context.scene.until(
    () => consumer.partitions().find(({ state }) => state === 'ledger-broken')?.reason,
  );
}

async function committedMetadata({ harness }: RecordLogContext, topic: string): Promise<string> {
  const [position] = await harness.admin.committed(groupOf(topic), topic);
  if (!position?.ledger) throw new Error(`${topic}: no ledger was committed`);
  return encodeCommitLedger(position.ledger);
}

function expiryCases(context: RecordLogContext): void {
  it('counts what retention ate before the group first came as expired', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 100);
    await harness.deleteRecords(topic, 0, 30);
    await scene.consume(topic, accept);
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 100);
    expect(counts).toEqual({ expired: 30, accepted: 70 });
  });

  it('counts what retention ate while nobody consumed as expired', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 50);
    const first = await scene.consume(topic, accept);
    await scene.untilCommitted(groupOf(topic), topic, 50);
    await first.stop(1_000);
    await scene.produce(topic, 100);
    await harness.deleteRecords(topic, 0, 120);
    await scene.consume(topic, accept);
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 150);
    expect(counts).toEqual({ expired: 70, accepted: 80 });
  });

  it('counts what retention ate under a slow consumer as expired', async () => {
    const { harness, scene } = context;
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
    await harness.deleteRecords(topic, 0, 900);
    gate.resolve();
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 1_000);
    expect(counts['expired']).toBeGreaterThan(600);
    expect((counts['expired'] ?? 0) + (counts['accepted'] ?? 0)).toBe(1_000);
  });
}

function strangerCases(context: RecordLogContext): void {
  it('stops at an offset moved by hand', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 100);
    const first = await scene.consume(topic, accept);
    await scene.untilCommitted(groupOf(topic), topic, 100);
    await first.stop(1_000);
    const metadata = await committedMetadata(context, topic);
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 40, metadata });
    const second = await scene.consume(topic, async () => Promise.reject(new Error('must not be called')));
    expect(await brokenReason(context, second)).toMatch(/offset 40 .*accounts for 100/);
  });

  it('stops at an offset committed without a ledger', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 5, metadata: '' });
    const consumer = await scene.consume(topic, accept);
    expect(await brokenReason(context, consumer)).toMatch(/offset 5 .*without a ledger/);
  });

  it('stops at a ledger of another topic of the same name, refilled past the committed offset', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 20);
    const first = await scene.consume(topic, accept);
    await scene.untilCommitted(groupOf(topic), topic, 20);
    await first.stop(1_000);
    const metadata = await committedMetadata(context, topic);
    await scene.recreateTopic(topic, 1);
    await scene.produce(topic, 30);
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 20, metadata });
    const second = await scene.consume(topic, accept);
    expect(await brokenReason(context, second)).toMatch(/recreated/);
  });

  it('stops at an offset above the end of the log', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    const topicId = await harness.admin.topicId(topic);
    const metadata = encodeCommitLedger({ v: 1, base: 15, epoch: 1, topicId, counts: {}, gaps: {} });
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 15, metadata });
    const consumer = await scene.consume(topic, accept);
    expect(await brokenReason(context, consumer)).toMatch(/15 .*ends at 10/);
  });
}

function faultCases(context: RecordLogContext): void {
  it('stops a partition whose processor forgot a record, says why in the commit, goes on once accepted', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 100);
    const first = await scene.consume(
      topic,
      async (records) => allAs(records, 'accepted').filter(({ record }) => record.offset !== 60),
      { maxBatchRecords: 10 },
    );
    expect(await brokenReason(context, first)).toMatch(/no outcome for offset 60/);
    const broken = await scene.until(async () => {
      const [position] = await harness.admin.committed(groupOf(topic), topic);
      return position?.offset === 60 && position.ledger?.broken ? position : undefined;
    });
    expect(broken.ledger).toMatchObject({ broken: 'the processor returned no outcome for offset 60' });
    expect(sums([broken]).counts).toEqual({ accepted: 60 });
    await first.stop(1_000);

    const second = await scene.consume(topic, accept);
    expect(await brokenReason(context, second)).toMatch(/no outcome for offset 60/);
    await second.stop(1_000);

    const fresh = { v: 1, base: 60, epoch: 0, counts: {}, gaps: {} } as const;
    await harness.admin.setCommitted(groupOf(topic), topic, { partition: 0, offset: 60, ledger: fresh });
    await scene.consume(topic, accept);
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 100);
    expect(counts).toEqual({ accepted: 40 });
  });

  it('stops a partition whose processor answered twice for a record, and no other', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(3);
    await scene.produce(topic, 300, (index) => ({ key: `key-${index}` }));
    const consumer = await scene.consume(topic, async (records) => {
      const outcomes = allAs(records, 'accepted');
      const twice = outcomes.filter(({ record }) => record.partition === 1 && record.offset === 7);
      return [...outcomes, ...twice];
    });
    expect(await brokenReason(context, consumer)).toMatch(/accepted for offset 7/);
    const ranges = await harness.admin.ranges(topic);
    await scene.until(async () => {
      const positions = await harness.admin.committed(groupOf(topic), topic);
      return [0, 2].every((partition) => positions[partition]?.offset === ranges[partition]?.high);
    });
    const [, stopped] = await harness.admin.committed(groupOf(topic), topic);
    expect(stopped?.offset).toBeLessThanOrEqual(7);
    expect(stopped?.ledger?.broken).toBeDefined();
  });
}

function gapCases(context: RecordLogContext): void {
  it('counts offsets without a record on a raw topic as control gaps', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1, 'logs.raw.tenant');
    await scene.produce(topic, 10);
    await harness.appendControl(topic);
    await scene.produce(topic, 10);
    await harness.appendControl(topic);
    await scene.consume(topic, accept);
    const high = await scene.until(async () => (await harness.admin.ranges(topic))[0]?.high);
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, high);
    expect(counts['control']).toBeGreaterThanOrEqual(2);
    expect((counts['control'] ?? 0) + (counts['accepted'] ?? 0)).toBe(high);
  });

  it('stops at an offset without a record on a topic of our own', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    await harness.appendControl(topic);
    await scene.produce(topic, 10);
    const consumer = await scene.consume(topic, accept);
    expect(await brokenReason(context, consumer)).toMatch(/no record at offsets/);
  });
}

import type { ProcessRecords } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';
import { expect, it } from 'vitest';
import { brokenReason } from './broken-reason.js';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf, sums } from './record-log-harness.js';

const accept: ProcessRecords = async (records) => allAs(records, 'accepted');

/** The promises about the books: what breaks them, who sees it, and how they go on. */
export function ledgerContract(context: RecordLogContext): void {
  strangerCases(context);
  faultCases(context);
}

async function committedMetadata({ harness }: RecordLogContext, topic: string): Promise<string> {
  const [position] = await harness.admin.committed(groupOf(topic), topic);
  if (!position?.ledger) throw new Error(`${topic}: no ledger was committed`);
  return encodeCommitLedger(position.ledger);
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
    expect(await brokenReason(context.scene, second)).toMatch(/offset 40 .*accounts for 100/);
  });

  it('stops at an offset committed without a ledger', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 5, metadata: '' });
    const consumer = await scene.consume(topic, accept);
    expect(await brokenReason(context.scene, consumer)).toMatch(/offset 5 .*without a ledger/);
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
    expect(await brokenReason(context.scene, second)).toMatch(/recreated/);
  });

  it('stops at an offset above the end of the log', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 10);
    const topicId = await harness.admin.topicId(topic);
    const metadata = encodeCommitLedger({ v: 1, base: 15, epoch: 1, topicId, counts: {}, gaps: {} });
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 15, metadata });
    const consumer = await scene.consume(topic, accept);
    expect(await brokenReason(context.scene, consumer)).toMatch(/15 .*ends at 10/);
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
    expect(await brokenReason(context.scene, first)).toMatch(/no outcome for offset 60/);
    const broken = await scene.until(async () => {
      const [position] = await harness.admin.committed(groupOf(topic), topic);
      return position?.offset === 60 && position.ledger?.broken ? position : undefined;
    });
    expect(broken.ledger).toMatchObject({ broken: 'the processor returned no outcome for offset 60' });
    expect(sums([broken]).counts).toEqual({ accepted: 60 });
    await first.stop(1_000);

    const second = await scene.consume(topic, accept);
    expect(await brokenReason(context.scene, second)).toMatch(/no outcome for offset 60/);
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
    expect(await brokenReason(context.scene, consumer)).toMatch(/accepted for offset 7/);
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

import type { ProcessRecords } from '@millrace/pipeline';
import { expect, it } from 'vitest';
import { brokenReason } from './broken-reason.js';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';
import { stalledConsumer } from './stalled-consumer.js';

const accept: ProcessRecords = async (records) => allAs(records, 'accepted');

/** Offsets that hold no record for a consumer: which are counted as gaps, and where they break the books. */
export function gapContract(context: RecordLogContext): void {
  expiryCases(context);
  controlCases(context);
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
    await scene.produce(topic, 1_000);
    const { release } = await stalledConsumer(scene, topic);
    await harness.deleteRecords(topic, 0, 900);
    release();
    const { counts } = await scene.untilCommitted(groupOf(topic), topic, 1_000);
    expect(counts['expired']).toBeGreaterThan(600);
    expect((counts['expired'] ?? 0) + (counts['accepted'] ?? 0)).toBe(1_000);
  });
}

function controlCases(context: RecordLogContext): void {
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
    expect(await brokenReason(context.scene, consumer)).toMatch(/no record at offsets/);
  });
}

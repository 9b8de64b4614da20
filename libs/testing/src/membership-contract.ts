import type { ProcessRecords } from '@millrace/pipeline';
import { expect, it } from 'vitest';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';

/** Members that come and go: nothing is lost between them and nothing counted twice. */
export function membershipContract(context: RecordLogContext): void {
  stopCases(context);
  rebalanceCases(context);
  epochCases(context);
}

function stopCases(context: RecordLogContext): void {
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
}

function rebalanceCases(context: RecordLogContext): void {
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
}

function epochCases(context: RecordLogContext): void {
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

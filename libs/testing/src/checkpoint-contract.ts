import type { Checkpoint, Checkpoints, CommitPoint, SourceRecord } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';
import { expect, it } from 'vitest';
import { brokenReason } from './broken-reason.js';
import type { RecordLogContext } from './record-log-contract.js';
import { allAs, groupOf } from './record-log-harness.js';

/** A store of checkpoints that a test holds back, forgets and takes over. */
function createStore() {
  const kept = new Map<number, Checkpoint>();
  const store = {
    kept,
    /** How many records were seen below each point, as a processor's state would say. */
    isHeld: false,
    saved: [] as CommitPoint[],
    checkpointsOf(): Checkpoints {
      return {
        open: async (partitions) => partitions.flatMap(({ partition }) => kept.get(partition) ?? []),
        async save(points) {
          if (store.isHeld) return [];
          for (const point of points) kept.set(point.partition, point);
          store.saved.push(...points);
          return points;
        },
      };
    },
  };
  return store;
}

/** The promises about state that is kept with positions. */
export function checkpointContract(context: RecordLogContext): void {
  it('commits nothing that was not kept before', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 100);
    const store = createStore();
    store.isHeld = true;
    let seen = 0;
    const consumer = await scene.consume(
      topic,
      async (records) => {
        seen += records.length;
        return allAs(records, 'grouped');
      },
      { checkpoints: store.checkpointsOf() },
    );
    await scene.until(() => seen === 100);
    await consumer.stop(1_000);
    const [position] = await harness.admin.committed(groupOf(topic), topic);
    expect(position?.offset ?? 0).toBe(0);
  });

  it('goes on from what was kept where the commit lags behind, and copies its books', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 100);
    const store = createStore();
    const first = await scene.consume(topic, async (records) => allAs(records, 'grouped'), {
      checkpoints: store.checkpointsOf(),
    });
    await scene.untilCommitted(groupOf(topic), topic, 100);
    await first.stop(1_000);
    const [{ ledger } = { ledger: undefined }] = await harness.admin.committed(groupOf(topic), topic);
    const lagging = { ...ledger!, counts: { grouped: 40 } };
    await harness.commitRaw(groupOf(topic), topic, 0, { offset: 40, metadata: encodeCommitLedger(lagging) });
    await scene.produce(topic, 10);
    const seen: SourceRecord[] = [];
    await scene.consume(
      topic,
      async (records) => {
        seen.push(...records);
        return allAs(records, 'grouped');
      },
      { checkpoints: store.checkpointsOf() },
    );
    expect((await scene.untilCommitted(groupOf(topic), topic, 110)).counts).toEqual({ grouped: 110 });
    expect(seen.map(({ offset }) => offset)).toEqual(Array.from({ length: 10 }, (_, index) => 100 + index));
  });

  it('stops where records were committed whose state is gone, and shows it, until that is accepted', async () => {
    const { harness, scene } = context;
    const topic = await scene.createTopic(1);
    await scene.produce(topic, 50);
    const process = async (records: readonly SourceRecord[]) => allAs(records, 'grouped');
    const first = await scene.consume(topic, process, { checkpoints: createStore().checkpointsOf() });
    await scene.untilCommitted(groupOf(topic), topic, 50);
    await first.stop(1_000);
    const second = await scene.consume(topic, process, { checkpoints: createStore().checkpointsOf() });
    expect(await brokenReason(scene, second)).toMatch(
      /offset 50 is committed, but the state kept with it is gone/,
    );
    const committed = async () => (await harness.admin.committed(groupOf(topic), topic))[0];
    expect(await scene.until(async () => (await committed())?.ledger?.broken)).toMatch(/is gone/);
    expect((await committed())?.offset).toBe(50);
    await second.stop(1_000);
    const fresh = { v: 1, base: 50, epoch: 0, counts: {}, gaps: {} } as const;
    await harness.admin.setCommitted(groupOf(topic), topic, { partition: 0, offset: 50, ledger: fresh });
    await scene.produce(topic, 5);
    await scene.consume(topic, process, { checkpoints: createStore().checkpointsOf() });
    expect((await scene.untilCommitted(groupOf(topic), topic, 55)).counts).toEqual({ grouped: 5 });
  });

  it('keeps state at points below which the processor was given everything, and nothing above', async () => {
    const { scene } = context;
    const topic = await scene.createTopic(1);
    const store = createStore();
    let given = 0;
    const wrong: string[] = [];
    const checkpoints = store.checkpointsOf();
    await scene.consume(
      topic,
      (records) => {
        given += records.length;
        return Promise.resolve(allAs(records, 'grouped'));
      },
      {
        maxInFlight: 1,
        checkpoints: {
          open: checkpoints.open,
          save(points) {
            for (const { offset } of points)
              if (offset !== given) wrong.push(`${offset} but ${given} were given`);
            return checkpoints.save(points);
          },
        },
      },
    );
    for (let turn = 0; turn < 20; turn++) await scene.produce(topic, 50);
    await scene.untilCommitted(groupOf(topic), topic, 1_000);
    expect(wrong).toEqual([]);
  });
}

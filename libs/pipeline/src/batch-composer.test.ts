import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchComposer } from './batch-composer.js';
import { createLane } from './lane.js';
import type { Lane } from './lane.js';

const BOUNDS = { maxBatchRecords: 10, maxBatchBytes: 1_000, lingerMs: 50 };

function laneOf(partition: number, sizes: readonly number[]): Lane {
  const lane = createLane(Infinity);
  for (const [offset, bytes] of sizes.entries())
    lane.offer({
      topic: 'logs',
      partition,
      offset,
      timestampMs: 0,
      key: null,
      value: Buffer.alloc(bytes),
      headers: {},
    });
  return lane;
}

describe('batch composer', () => {
  it('waits its linger for a batch that is not full', () => {
    const composer = createBatchComposer(BOUNDS);
    const lanes = [laneOf(0, [1, 2])];
    expect(composer.dueMs()).toBeUndefined();
    expect(composer.take(lanes, 100)).toBeUndefined();
    expect(composer.dueMs()).toBe(150);
    expect(composer.take(lanes, 149)).toBeUndefined();
    expect(composer.take(lanes, 150)).toHaveLength(2);
    expect(composer.dueMs()).toBeUndefined();
  });

  it('does not wait for a full batch, and waits anew for what is left', () => {
    const composer = createBatchComposer(BOUNDS);
    const lanes = [laneOf(0, Array<number>(12).fill(1))];
    expect(composer.take(lanes, 0)).toHaveLength(10);
    expect(composer.take(lanes, 20)).toBeUndefined();
    expect(composer.take(lanes, 50)).toHaveLength(2);
  });

  it('lets lanes take turns at being first', () => {
    const composer = createBatchComposer(BOUNDS);
    const lanes = [0, 1, 2].map((partition) => laneOf(partition, Array<number>(20).fill(1)));
    const firsts = [0, 0, 0].map(() => composer.take(lanes, 0)?.[0]?.partition);
    expect(firsts).toEqual([0, 1, 2]);
  });

  it('keeps to its bounds, to the order of each lane, and loses nothing', () => {
    const lanes = fc.array(fc.array(fc.nat(1_500), { maxLength: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lanes, (sizes) => {
        const composer = createBatchComposer({ ...BOUNDS, lingerMs: 0 });
        const queued = sizes.map((list, partition) => laneOf(partition, list));
        const next = sizes.map(() => 0);
        for (let batch = composer.take(queued, 0); batch; batch = composer.take(queued, 0)) {
          const bytes = batch.reduce((sum, record) => sum + (record.value?.length ?? 0), 0);
          expect(batch.length).toBeLessThanOrEqual(BOUNDS.maxBatchRecords);
          if (batch.length > 1) expect(bytes).toBeLessThanOrEqual(BOUNDS.maxBatchBytes);
          for (const { partition, offset } of batch) {
            expect(offset).toBe(next[partition]);
            next[partition] = offset + 1;
          }
        }
        expect(next).toEqual(sizes.map((list) => list.length));
      }),
    );
  });
});

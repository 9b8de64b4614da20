import type { PartitionState } from '@millrace/pipeline';
import { expect, test } from 'vitest';
import { createParkedSweep } from './parked-sweep.js';

function partition(number: number, position: number, end: number): PartitionState {
  return {
    topic: 'p',
    partition: number,
    epoch: 1,
    state: 'consuming',
    position,
    end,
    queuedRecords: 0,
    queuedBytes: 0,
  };
}

test('everything in the topic when an index is parked or heals may be passed by once, what comes later may not', () => {
  let partitions = [partition(0, 0, 10), partition(1, 5, 5)];
  const sweep = createParkedSweep({ partitions: () => partitions, now: () => 0 });
  expect(sweep.active()).toBe(false);
  sweep.begin();
  expect(sweep.active()).toBe(true);
  partitions = [partition(0, 10, 14), partition(1, 5, 8)];
  expect(sweep.active()).toBe(false);
  sweep.begin();
  expect(sweep.active()).toBe(true);
});

test('a partition that was lost does not keep the sweep alive', () => {
  let partitions = [partition(0, 0, 10)];
  const sweep = createParkedSweep({ partitions: () => partitions, now: () => 0 });
  sweep.begin();
  partitions = [];
  expect(sweep.active()).toBe(false);
});

test('with an assignment the ends that were just asked for hold, also where the drain has not read so far', () => {
  const partitions = [partition(0, 10, 10)];
  const sweep = createParkedSweep({ partitions: () => partitions, now: () => 0 });
  sweep.begin([{ partition: 0, low: 0, high: 14 }]);
  expect(sweep.active()).toBe(true);
});

test('what is still there is passed by again after a minute, then two, then four', () => {
  let nowMs = 0;
  let partitions = [partition(0, 10, 10)];
  const sweep = createParkedSweep({ partitions: () => partitions, now: () => nowMs });
  sweep.begin();
  const passes: number[] = [];
  for (; nowMs <= 8 * 60_000; nowMs += 1_000) {
    const before = partitions[0]?.end ?? 0;
    // Always something that came after the last beginning.
    partitions = [partition(0, before, before + 1)];
    if (sweep.active()) passes.push(nowMs / 60_000);
  }
  expect(passes).toEqual([1, 3, 7]);
});

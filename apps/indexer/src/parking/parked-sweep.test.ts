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
  const sweep = createParkedSweep(() => partitions);
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
  const sweep = createParkedSweep(() => partitions);
  sweep.begin();
  partitions = [];
  expect(sweep.active()).toBe(false);
});

import type { PartitionState } from '@millrace/pipeline';
import { expect, test } from 'vitest';
import { createReadUpTo } from './read-up-to.js';

const OF = { topic: 'logs', partition: 0 };

function partition() {
  const state = {
    ...OF,
    epoch: 1,
    state: 'consuming',
    position: 7,
    end: 7,
    queuedRecords: 0,
    queuedBytes: 0,
  };
  let nowMs = 0;
  const current = { ...state } as { -readonly [Key in keyof PartitionState]: PartitionState[Key] };
  const readUpToMs = createReadUpTo({ partitions: () => [current], clock: { now: () => nowMs } });
  return {
    current,
    lookAt(atMs: number) {
      nowMs = atMs;
      return readUpToMs(OF);
    },
  };
}

test('a partition that is read to its end has nothing older than a short while ago', () => {
  const { lookAt } = partition();
  lookAt(0);
  expect(lookAt(10_000)).toBe(9_500);
});

test('while records are to be read the clock says nothing', () => {
  const { current, lookAt } = partition();
  lookAt(0);
  current.end = 8;
  expect(lookAt(10_000)).toBeUndefined();
});

test('a pause says nothing, and neither does its end before the log can have been read again', () => {
  const { current, lookAt } = partition();
  lookAt(0);
  current.state = 'paused';
  expect(lookAt(10_000)).toBeUndefined();
  current.state = 'consuming';
  expect(lookAt(60_000)).toBeUndefined();
  expect(lookAt(60_750)).toBeUndefined();
  expect(lookAt(61_000)).toBe(60_500);
});

test('a partition that is not assigned says nothing, also right after it is assigned', () => {
  const { lookAt } = partition();
  expect(createReadUpTo({ partitions: () => [], clock: { now: () => 10_000 } })(OF)).toBeUndefined();
  expect(lookAt(5_000)).toBeUndefined();
  expect(lookAt(6_000)).toBe(5_500);
});

import type { PartitionState } from '@millrace/pipeline';
import { expect, test } from 'vitest';
import { createWatermarkCycle } from './watermark-cycle.js';
import type { PartitionWatermark } from './watermark-cycle.js';
import { createWrittenIndices } from './written-indices.js';

const EVERY = 'millrace-logs-*';
const ONE = 'millrace-logs-shop-2026.11.21';
const TWO = 'millrace-logs-shop-2026.11.22';
const signal = new AbortController().signal;

function state(position: number, rest: Partial<PartitionState> = {}): PartitionState {
  return {
    ...{ topic: 'logs', partition: 0, epoch: 1, state: 'consuming', position, end: position },
    ...{ queuedRecords: 0, queuedBytes: 0, ...rest },
  };
}

function scene() {
  const written = createWrittenIndices(EVERY);
  const given = {
    written,
    states: [state(0)] as readonly PartitionState[],
    refusing: [] as string[],
    refusingNow: (): string[] => given.refusing,
    nowMs: 0,
    inherits: 0,
    mayBeMore: false,
    refreshed: [] as string[][],
    published: [] as PartitionWatermark[],
    onRefresh: (): string[] => [],
    offsets: () => given.published.map(({ watermark }) => watermark.offset),
    run: () => cycle(signal),
  };
  const cycle = createWatermarkCycle({
    partitions: () => given.states,
    appendTimes: { before: (_, position) => position * 10 },
    written,
    parked: {
      names: () => given.refusing,
      look: async () => undefined,
      inherit: async () => void (given.inherits += 1),
      mayBeMore: () => given.mayBeMore,
    },
    refusing: () => given.refusingNow(),
    everyIndex: EVERY,
    async refresh(indices) {
      given.refreshed.push([...indices]);
      return given.onRefresh();
    },
    topicId: async (topic) => `id of ${topic}`,
    publish: async (marks) => void given.published.push(...marks),
    now: () => given.nowMs,
  });
  return given;
}

test('the first refresh of an assignment covers all log indices, later ones those that were written', async () => {
  const given = scene();
  await given.run();
  given.written.note(ONE);
  given.written.note('millrace-correlations-shop-2026.11.21');
  given.states = [state(5)];
  await given.run();
  await given.run();
  expect(given.refreshed).toEqual([[EVERY], [ONE]]);
  given.states = [state(5, { epoch: 2 })];
  await given.run();
  expect(given.refreshed.at(-1)).toEqual([EVERY]);
});

test('what is said is where the partitions stood before the refresh began', async () => {
  const given = scene();
  given.states = [state(5)];
  given.onRefresh = () => {
    given.states = [state(9)];
    return [];
  };
  await given.run();
  const watermark = { v: 1, topicId: 'id of logs', offset: 5, appendedMs: 50, parked: [] };
  expect(given.published).toMatchObject([{ topic: 'logs', partition: 0, watermark }]);
});

test('while an index is not refreshed nothing is said, and it is refreshed again', async () => {
  const given = scene();
  await given.run();
  given.states = [state(5)];
  given.written.note(ONE);
  given.onRefresh = () => [ONE];
  await expect(given.run()).rejects.toThrow(ONE);
  expect(given.offsets()).toEqual([0]);
  given.onRefresh = () => [];
  await given.run();
  expect(given.refreshed).toEqual([[EVERY], [ONE], [ONE]]);
  expect(given.offsets()).toEqual([0, 5]);
});

test('an index that refuses writes only during the refresh is named, since it was not refreshed', async () => {
  const given = scene();
  await given.run();
  given.states = [state(5)];
  given.written.note(ONE);
  let asked = 0;
  // Before and after the refresh it takes writes.
  given.refusingNow = () => (++asked === 1 ? [ONE] : []);
  await given.run();
  expect(given.published.at(-1)?.watermark).toMatchObject({ offset: 5, parked: [ONE] });
});

test('an index that refuses writes holds nothing up, is named, and is refreshed once it takes them again', async () => {
  const given = scene();
  given.refusing = [TWO];
  given.states = [state(5)];
  await given.run();
  given.written.note(ONE);
  given.states = [state(6)];
  await given.run();
  expect(given.refreshed).toEqual([[EVERY, `-${TWO}`], [ONE]]);
  expect(given.published.map(({ watermark }) => watermark.parked)).toEqual([[TWO], [TWO]]);
  given.refusing = [];
  await given.run();
  expect(given.refreshed.at(-1)).toEqual([TWO]);
  expect(given.published.at(-1)?.watermark.parked).toEqual([]);
});

test('an index that was parked while it was refreshed is named', async () => {
  const given = scene();
  given.onRefresh = () => (given.refusing = [TWO]);
  await given.run();
  expect(given.published.map(({ watermark }) => watermark.parked)).toEqual([[TWO]]);
});

test('nothing is said of partitions that start, stopped for their books, or were given up meanwhile', async () => {
  const given = scene();
  given.states = [
    state(1),
    state(0, { partition: 1, state: 'starting' }),
    state(3, { partition: 2, state: 'ledger-broken' }),
    state(4, { partition: 3 }),
  ];
  given.onRefresh = () => {
    given.states = [state(1), state(4, { partition: 3, epoch: 2 })];
    return [];
  };
  await given.run();
  expect(given.published.map(({ partition }) => partition)).toEqual([0]);
});

test('a watermark that did not move is said again after a while', async () => {
  const given = scene();
  await given.run();
  await given.run();
  expect(given.published).toHaveLength(1);
  given.nowMs = 30_000;
  await given.run();
  expect(given.published).toHaveLength(2);
});

test('what owners before handed over is looked for once an assignment, and said before anything else of it', async () => {
  const given = scene();
  given.refusing = [TWO];
  given.mayBeMore = true;
  given.onRefresh = () => [ONE];
  await expect(given.run()).rejects.toThrow(ONE);
  given.onRefresh = () => [];
  await given.run();
  expect([given.inherits, given.published]).toMatchObject([
    1,
    [{ watermark: { moreParked: 1, parked: [TWO] } }],
  ]);
  given.states = [state(0, { epoch: 2 })];
  given.mayBeMore = false;
  await given.run();
  expect(given.inherits).toBe(2);
  expect(given.published.at(-1)?.watermark.moreParked).toBeUndefined();
});

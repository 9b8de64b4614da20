import { expect, test } from 'vitest';
import { createPendingParked } from './pending-parked.js';

const INDEX = 'millrace-logs-shop-2026.11.21';

function scene() {
  const given = { parkedNow: [INDEX], nowMs: 0, high: 3, drained: 0, looks: 0, inherited: [] as unknown[] };
  const pending = createPendingParked({
    parkedNow: () => given.parkedNow,
    parkedRanges: async () => [{ partition: 0, low: 0, high: given.high }],
    async drained() {
      given.looks += 1;
      return [{ partition: 0, offset: given.drained, ledger: undefined }];
    },
    onInherited: (ends) => given.inherited.push(...ends),
    now: () => given.nowMs,
  });
  return { given, pending };
}

test('an index is named while it refuses writes, and Kafka is not asked', async () => {
  const { given, pending } = scene();
  pending.handedOver(INDEX);
  await pending.look();
  expect([pending.names(), given.looks]).toEqual([[INDEX], 0]);
  expect(
    createPendingParked({ ...NOTHING, parkedNow: () => ['millrace-correlations-shop-2026.11.21'] }).names(),
  ).toEqual([]);
});

test('an index that healed is named until what waited for it was put back, and for some seconds more', async () => {
  const { given, pending } = scene();
  pending.handedOver(INDEX);
  given.parkedNow = [];
  await pending.look();
  given.drained = 3;
  await pending.look();
  expect(pending.names()).toEqual([INDEX]);
  given.nowMs = 5_000;
  await pending.look();
  expect(pending.names()).toEqual([]);
});

test('what is handed over later begins anew', async () => {
  const { given, pending } = scene();
  pending.handedOver(INDEX);
  given.parkedNow = [];
  given.drained = 3;
  await pending.look();
  pending.handedOver(INDEX);
  given.high = 9;
  given.nowMs = 5_000;
  await pending.look();
  expect(pending.names()).toEqual([INDEX]);
});

test('what owners before handed over may be of any index until it was put back, whatever is handed over since', async () => {
  const { given, pending } = scene();
  await pending.inherit();
  expect(given.inherited).toEqual([{ partition: 0, low: 0, high: 3 }]);
  pending.handedOver(INDEX);
  given.high = 9;
  await pending.look();
  expect(pending.mayBeMore()).toBe(true);
  given.drained = 3;
  await pending.look();
  expect(pending.mayBeMore()).toBe(true);
  given.nowMs = 5_000;
  await pending.look();
  expect([pending.mayBeMore(), pending.names()]).toEqual([false, [INDEX]]);
});

test('an assignment that begins with nothing that waits inherits nothing', async () => {
  const { given, pending } = scene();
  given.drained = 3;
  await pending.inherit();
  expect([pending.mayBeMore(), given.inherited]).toEqual([false, []]);
});

const NOTHING = {
  parkedNow: () => [],
  parkedRanges: async () => [],
  drained: async () => [],
  onInherited: () => undefined,
  now: () => 0,
};

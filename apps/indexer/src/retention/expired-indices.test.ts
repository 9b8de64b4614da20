import { expect, test } from 'vitest';
import { expiredIndices } from './expired-indices.js';

const DAY_MS = 86_400_000;
const nowMs = Date.UTC(2026, 10, 21, 12);
const at = (index: string, ageDays: number) => ({
  index,
  uuid: index,
  createdAtMs: nowMs - ageDays * DAY_MS,
});
const names = (...indices: ReturnType<typeof at>[]) =>
  expiredIndices(indices, { nowMs, retentionMs: 30 * DAY_MS }).map(({ index, tenant }) => [index, tenant]);

test('an index goes once both its day and its creation are older than the retention', () => {
  expect(names(at('millrace-logs-a-2026.10.21', 31))).toEqual([['millrace-logs-a-2026.10.21', 'a']]);
});

test('correlations go by the same rule', () => {
  expect(names(at('millrace-correlations-a-2026.10.21', 31))).toEqual([
    ['millrace-correlations-a-2026.10.21', 'a'],
  ]);
});

test('a day that ended less than the retention ago stays', () => {
  expect(names(at('millrace-logs-a-2026.10.22', 31))).toEqual([]);
});

test('a backfilled year stays as long as today', () => {
  expect(names(at('millrace-logs-a-2005.06.03', 29))).toEqual([]);
  expect(names(at('millrace-logs-a-2005.06.03', 30))).toHaveLength(1);
});

test('an impossible day goes by its creation, an index of somebody else never', () => {
  expect(names(at('millrace-logs-a-2026.99.99', 31))).toHaveLength(1);
  expect(names(at('millrace-logs-a-2026.99.99', 1))).toEqual([]);
  expect(names(at('millrace-logs-2020.01.01', 99), at('other', 99))).toEqual([]);
});

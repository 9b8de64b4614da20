import { expect, it } from 'vitest';
import { createPageRows } from './page-rows.js';

const bounds = { firstRows: 20, maxRows: 1_000, targetBytes: 64_000, maxReplyBytes: 1_000_000 };

it('sizes the next page by the length of the logs of the last, growing by steps', () => {
  const rows = createPageRows(bounds);
  expect(rows.next()).toBe(20);
  rows.learn(20, 20 * 200);
  expect(rows.next()).toBe(80);
  rows.learn(80, 80 * 200);
  expect(rows.next()).toBe(320);
  rows.learn(320, 320 * 20);
  expect(rows.next()).toBe(1_000);
  rows.learn(1_000, 1_000 * 640);
  expect(rows.next()).toBe(100);
});

it('never asks for less than one, nor learns from nothing', () => {
  const rows = createPageRows(bounds);
  rows.learn(1, 1_000_000);
  expect(rows.next()).toBe(1);
  rows.halve();
  expect(rows.next()).toBe(1);
  rows.learn(0, 0);
  expect(rows.next()).toBe(4);
});

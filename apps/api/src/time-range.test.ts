import { expect, it } from 'vitest';
import { instant, requireOrder } from './time-range.js';

it.each([
  '2026-02-28T00:00:00Z',
  '2024-02-29T23:59:59.123456789Z',
  '1970-01-01T00:00:00Z',
  '2262-04-10T23:59:59.999999999Z',
])('%s is an instant', (text) => {
  expect(instant.safeParse(text).success).toBe(true);
});

it.each([
  ['yesterday', 'a time in UTC like 2026-11-21T12:00:00Z'],
  ['2026-02-28T00:00:00+01:00', 'a time in UTC like 2026-11-21T12:00:00Z'],
  ['2026-02-30T00:00:00Z', 'a time that exists'],
  ['2026-13-01T00:00:00Z', 'a time that exists'],
  ['2026-01-01T24:00:00Z', 'a time that exists'],
  ['1969-12-31T23:59:59Z', 'a time from 1970-01-01 to 2262-04-10'],
  ['9999-12-31T23:59:59Z', 'a time from 1970-01-01 to 2262-04-10'],
])('%s is none: expected %s', (text, expected) => {
  expect(instant.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([expected]);
});

it('refuses a range whose ends are exchanged, and takes one that is open or empty', () => {
  const [early, late] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  expect(() => requireOrder(late, early)).toThrow(/from: given 2026-01-02.* not after to/);
  const [sooner, later] = ['2026-01-01T00:00:00.0000001Z', '2026-01-01T00:00:00.000000101Z'];
  expect(() => requireOrder(later, sooner)).toThrow('not after to');
  expect(() => requireOrder(sooner, early)).toThrow('not after to');
  for (const [from, to] of [
    [sooner, later],
    [early, sooner],
    ['2026-01-01T00:00:00.000Z', early],
    [early, late],
    [early, early],
    [undefined, early],
    [late, undefined],
  ] as const) {
    expect(() => requireOrder(from, to)).not.toThrow();
  }
});

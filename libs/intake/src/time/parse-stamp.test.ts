import { formatTimestamp } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStamp } from './parse-stamp.js';
import { resolveStamp } from './resolve-stamp.js';

const canonical = (value: string | number, offset?: number) => {
  const stamp = parseStamp(value, offset);
  return stamp && formatTimestamp(resolveStamp(stamp, Date.UTC(2026, 10, 21, 12)));
};

describe('parseStamp', () => {
  it.each([
    ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21T12:00:00.123456789Z', '2026-11-21T12:00:00.123456789Z'],
    ['2026-11-21T12:00:00.1234567891Z', '2026-11-21T12:00:00.123456789Z'],
    ['2026-11-21T13:30:00+01:30', '2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21T05:00:00-0700', '2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21T14:00:00+02', '2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21 12:00:00,5', '2026-11-21T12:00:00.500000000Z'],
    ['2026-11-21 12:00:00 UTC', '2026-11-21T12:00:00.000000000Z'],
    ['2026/11/21 12:00:00', '2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21T12:00', '2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000000000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000000Z'],
    ['Sat, 21 Nov 2026 12:00:00 +0000', '2026-11-21T12:00:00.000000000Z'],
    ['21/Nov/2026:13:00:00 +0100', '2026-11-21T12:00:00.000000000Z'],
    ['Sat Nov 21 12:00:00 2026', '2026-11-21T12:00:00.000000000Z'],
    ['Nov 21 12:00:00', '2026-11-21T12:00:00.000000000Z'],
    [1795262400, '2026-11-21T12:00:00.000000000Z'],
    [1795262400.25, '2026-11-21T12:00:00.250000000Z'],
    [1795262400123, '2026-11-21T12:00:00.123000000Z'],
    [1795262400123456, '2026-11-21T12:00:00.123456000Z'],
    ['1795262400123456789', '2026-11-21T12:00:00.123456789Z'],
    ['1795262400.123456789', '2026-11-21T12:00:00.123456789Z'],
    [0, '1970-01-01T00:00:00.000000000Z'],
  ])('reads %j as %s', (value, expected) => {
    expect(canonical(value)).toBe(expected);
  });

  it('takes a stamp without a zone as UTC unless an offset is given; a zone of its own wins', () => {
    expect(canonical('2026-11-21 13:00:00', 60)).toBe('2026-11-21T12:00:00.000000000Z');
    expect(canonical('2026-11-21T12:00:00Z', 60)).toBe('2026-11-21T12:00:00.000000000Z');
  });

  it.each([
    '',
    'yesterday',
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T12:61:00Z',
    '2026-11-21T12:00:00+19:00',
    '2026-11-21T12:00:00Zx',
    '1e400',
    'NaN',
    '12:00:00',
    `2026-11-21T12:00:00.${'1'.repeat(100)}Z`,
  ])('reads no time in %j', (value) => {
    expect(parseStamp(value)).toBeUndefined();
  });

  it('reads every instant back from its ISO form, to the nanosecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(2200, 0) }),
        fc.nat({ max: 999_999 }),
        fc.integer({ min: -18 * 60, max: 18 * 60 }),
        (epochMs, nanos, offset) => {
          const local = formatTimestamp({ epochMs: Math.max(0, epochMs + offset * 60_000), nanos }).slice(
            0,
            -1,
          );
          const zone = `${offset < 0 ? '-' : '+'}${String(Math.trunc(Math.abs(offset) / 60)).padStart(2, '0')}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
          fc.pre(epochMs + offset * 60_000 >= 0);
          expect(parseStamp(local + zone)).toEqual({ kind: 'instant', epochMs, nanos });
        },
      ),
    );
  });

  it('reads every instant back from nanoseconds since 1970', () => {
    const ns = fc.bigInt({ min: 10n ** 18n, max: 10n ** 19n });
    fc.assert(
      fc.property(ns, (value) => {
        const expected = {
          kind: 'instant',
          epochMs: Number(value / 1_000_000n),
          nanos: Number(value % 1_000_000n),
        };
        expect(parseStamp(String(value))).toEqual(expected);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double()), (v) => void parseStamp(v)));
  });
});

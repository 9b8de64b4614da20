import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveStamp } from './resolve-stamp.js';
import type { Stamp } from './stamp.js';

const HOUR_MS = 3_600_000;
const yearless = (month: number, day: number, msOfDay = 0): Stamp => ({
  kind: 'yearless',
  month,
  day,
  msOfDay,
  nanos: 5,
});
const at = (stamp: Stamp, reference: string) =>
  new Date(resolveStamp(stamp, Date.parse(reference)).epochMs).toISOString().slice(0, 10);

describe('resolveStamp', () => {
  it.each([
    [12, 10, '2026-11-21T00:00:00Z', '2025-12-10'],
    [11, 20, '2026-11-21T00:00:00Z', '2026-11-20'],
    [1, 1, '2025-12-31T12:00:00Z', '2026-01-01'],
    [12, 31, '2026-01-01T00:00:00Z', '2025-12-31'],
    [2, 29, '2026-11-21T00:00:00Z', '2024-02-29'],
    [2, 29, '2103-01-01T00:00:00Z', '2096-02-29'],
  ])('takes month %d day %d seen at %s for %s', (month, day, reference, expected) => {
    expect(at(yearless(month, day), reference)).toBe(expected);
  });

  it('leaves an instant as it is', () => {
    expect(resolveStamp({ kind: 'instant', epochMs: 7, nanos: 9 }, 0)).toEqual({ epochMs: 7, nanos: 9 });
  });

  it('is the latest such moment not more than 24 h after the reference', () => {
    const day = fc.integer({ min: 1, max: 28 });
    const month = fc.integer({ min: 1, max: 12 });
    const ms = fc.integer({ min: -14 * HOUR_MS, max: 38 * HOUR_MS });
    const reference = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) });
    fc.assert(
      fc.property(month, day, ms, reference, (m, d, msOfDay, referenceMs) => {
        const { epochMs } = resolveStamp(yearless(m, d, msOfDay), referenceMs);
        expect(epochMs).toBeLessThanOrEqual(referenceMs + 24 * HOUR_MS);
        expect(epochMs).toBeGreaterThan(referenceMs + 24 * HOUR_MS - 366.5 * 24 * HOUR_MS);
      }),
    );
  });
});

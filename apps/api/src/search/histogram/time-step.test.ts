import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketStarts, stepFor, TIME_STEPS } from './time-step.js';

const LAST_MS = Date.UTC(2262, 0, 1);
const iso = (ms: number) => new Date(ms).toISOString();
const range = fc
  .tuple(fc.nat(LAST_MS), fc.nat(LAST_MS))
  .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) + 1 }));

describe('steps of time', () => {
  it('grow', () => {
    const lengths = TIME_STEPS.map(({ ms }) => ms);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(TIME_STEPS.map(({ name }) => name)).toEqual([...new Set(TIME_STEPS.map(({ name }) => name))]);
  });

  it.each([
    ['5m', '2026-11-21T12:03:59.999Z', '2026-11-21T12:00:00.000Z', '2026-11-21T12:05:00.000Z'],
    ['1d', '2026-11-21T12:03:00.000Z', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['1w', '2026-11-22T23:00:00.000Z', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['1M', '2028-02-29T01:00:00.000Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['3M', '2026-12-31T23:59:59.999Z', '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['1y', '1970-06-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z', '1971-01-01T00:00:00.000Z'],
  ])('%s has %s in the bucket from %s to %s', (name, at, start, end) => {
    const step = TIME_STEPS.find((each) => each.name === name)!;
    expect(iso(step.startOf(Date.parse(at)))).toBe(start);
    expect(iso(step.after(Date.parse(start)))).toBe(end);
  });

  it('cover a range without gap or overlap', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 10, max: 500 }), (asked, most) => {
        const step = stepFor(asked, most);
        const starts = bucketStarts(step, asked, 1_000) ?? [];
        expect(starts[0]).toBeLessThanOrEqual(asked.fromMs);
        expect(step.after(starts.at(-1)!)).toBeGreaterThanOrEqual(asked.toMs);
        starts.slice(1).forEach((start, n) => expect(start).toBe(step.after(starts[n]!)));
        if (step.name !== '1y') expect(starts.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('are as short as the number of buckets allows', () => {
    const fromMs = Date.parse('2026-11-21T12:00:00Z');
    const named = (ms: number, most: number) => stepFor({ fromMs, toMs: fromMs + ms }, most).name;
    expect([named(1, 60), named(60_000, 60), named(3_600_000, 60), named(86_400_000, 60)]).toEqual([
      ...['1ms', '1s', '1m', '30m'],
    ]);
    expect(named(400 * 86_400_000, 60)).toBe('1w');
  });

  it('say when they would be too many', () => {
    expect(bucketStarts(TIME_STEPS[0]!, { fromMs: 0, toMs: 501 }, 500)).toBeUndefined();
    expect(bucketStarts(TIME_STEPS[0]!, { fromMs: 0, toMs: 500 }, 500)).toHaveLength(500);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTimestamp, indexDayOf, TIMESTAMP_PATTERN, timestampMs } from './timestamp.js';
import type { Instant } from './timestamp.js';

const instants = fc.record({
  epochMs: fc.integer({ min: 0, max: Date.UTC(2200, 0) }),
  nanos: fc.nat({ max: 999_999 }),
});
const order = (a: Instant, b: Instant) => Math.sign(a.epochMs - b.epochMs || a.nanos - b.nanos);

describe('canonical timestamp', () => {
  it('has nine fraction digits', () => {
    expect(formatTimestamp({ epochMs: 1_795_262_400_000, nanos: 7 })).toBe('2026-11-21T12:00:00.000000007Z');
  });

  it('sorts as a string the way the times sort', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [left, right] = [formatTimestamp(a), formatTimestamp(b)];
        expect(left < right ? -1 : Number(left > right)).toBe(order(a, b));
      }),
    );
  });

  it('keeps its milliseconds and its day', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const text = formatTimestamp(instant);
        expect(text).toMatch(TIMESTAMP_PATTERN);
        expect(timestampMs(text)).toBe(instant.epochMs);
        expect(indexDayOf(text)).toBe(
          new Date(instant.epochMs).toISOString().slice(0, 10).replaceAll('-', '.'),
        );
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { liveSample } from './live-sample.js';
import type { LiveSampleOptions } from './live-sample.js';
import type { SampleLog } from './sample-log.js';
import { MAX_TRACE_MS } from './sample-trace.js';

const FROM = Date.parse('2026-11-21T12:00:00Z');

function take(count: number, options: LiveSampleOptions) {
  const logs: SampleLog[] = [];
  for (const log of liveSample(options)) if (logs.push(log) === count) break;
  return logs;
}

it('goes on in the order of time at the rate it was asked for', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), (seed, logsPerSecond) => {
      const logs = take(2_000, { seed, fromMs: FROM, logsPerSecond });
      const times = logs.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      const span = (times.at(-1) ?? FROM) - FROM;
      expect(span).toBeGreaterThan((2_000 / logsPerSecond) * 1_000 - MAX_TRACE_MS);
      expect(span).toBeLessThan((2_000 / logsPerSecond) * 1_000 + MAX_TRACE_MS);
    }),
    { numRuns: 20 },
  );
});

it('gives the same for the same options, and new traces for another start', () => {
  const options = { seed: 1, fromMs: FROM, logsPerSecond: 20 };
  expect(take(300, options)).toEqual(take(300, options));
  const ids = new Set(take(300, options).map(({ traceId }) => traceId));
  expect(take(300, { ...options, fromMs: FROM + 1 }).some(({ traceId }) => ids.has(traceId))).toBe(false);
});

it('has no incident', () => {
  const logs = take(20_000, { seed: 2, fromMs: FROM, logsPerSecond: 500 });
  const errors = logs.filter(({ level }) => level === 'error').length;
  expect(errors).toBeGreaterThan(0);
  expect(errors / logs.length).toBeLessThan(0.01);
});

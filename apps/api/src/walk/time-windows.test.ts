import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '@millrace/filter';
import type { LogPosition } from './log-position.js';
import { createTimeWindows, withinWindow } from './time-windows.js';
import type { TimeWindow } from './time-windows.js';

const SCOPE = { tenant: 'acme', text: '', query: parseQuery('') };
const BASE_MS = Date.UTC(2026, 10, 21);
const compare = (a: LogPosition, b: LogPosition) =>
  a.time === b.time ? (a.eventId < b.eventId ? -1 : 1) : a.time < b.time ? -1 : 1;

function isWithin({ time }: LogPosition, window: TimeWindow | undefined): boolean {
  if (window === undefined) return true;
  const { range } = withinWindow(window) as { range: { '@timestamp': { gte: string; lt: string } } };
  const { gte, lt } = range['@timestamp'];
  // Of times with as many digits the text is the order.
  const text = (bound: string) => bound.replace('Z', '000000Z');
  return time >= text(gte) && time < text(lt);
}

/** Walks as `walkLogs` does through logs that a list holds; says what came, and how many a search had to order. */
function walk(logs: readonly LogPosition[], sort: 'newest' | 'oldest', size: number) {
  const inOrder = logs.toSorted((a, b) => (sort === 'oldest' ? compare(a, b) : compare(b, a)));
  const windows = createTimeWindows({ sort, scope: SCOPE });
  const [came, ordered]: [LogPosition[], number[]] = [[], []];
  for (;;) {
    const window = windows.next(size);
    const behind = inOrder.slice(came.length).filter((log) => isWithin(log, window));
    const positions = behind.slice(0, size);
    ordered.push(behind.length);
    came.push(...positions);
    const isFull = positions.length === size;
    if (!isFull && window === undefined) return { came, inOrder, ordered };
    windows.learn({ window, positions, isFull });
  }
}

const nanoTime = (ms: number, nanos: number) =>
  new Date(BASE_MS + ms).toISOString().replace('Z', `${String(nanos).padStart(6, '0')}Z`);

describe('the windows of a walk', () => {
  it('hold every log once and in order, however they lie, from either end', () => {
    const gap = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 90 * 86_400_000 }),
    );
    const log = fc.tuple(gap, fc.integer({ min: 0, max: 999_999 }));
    const sort = fc.constantFrom('newest' as const, 'oldest' as const);
    fc.assert(
      fc.property(
        fc.array(log, { maxLength: 60 }),
        sort,
        fc.integer({ min: 1, max: 9 }),
        (steps, order, size) => {
          let ms = 0;
          const logs = steps.map(([step, nanos], n) => {
            ms += step;
            return { time: nanoTime(ms, nanos), eventId: `e${n}` };
          });
          const { came, inOrder } = walk(logs, order, size);
          expect(came).toEqual(inOrder);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are about as long as a page, so that hardly more is ordered than given', () => {
    const logs = Array.from({ length: 5_000 }, (_, n) => ({ time: nanoTime(n * 7, 0), eventId: `e${n}` }));
    for (const sort of ['oldest', 'newest'] as const) {
      const { ordered } = walk(logs, sort, 100);
      const [first = 0, ...others] = ordered;
      expect(first).toBe(5_000);
      expect(others.reduce((sum, one) => sum + one, 0)).toBeLessThan(6_000);
    }
  });

  it('end with the range of the walk, and with the times that an index can hold', () => {
    const scope = { ...SCOPE, from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00.050Z' };
    const read = (sort: 'newest' | 'oldest', ...times: readonly string[]) => {
      const windows = createTimeWindows({ sort, scope: times.length > 2 ? scope : SCOPE });
      const positions = times.slice(0, 2).map((time) => ({ time, eventId: 'e' }));
      windows.learn({ window: undefined, positions, isFull: true });
      return windows.next(100);
    };
    expect(read('oldest', nanoTime(0, 0), nanoTime(10, 0))).toEqual({
      startMs: BASE_MS + 10,
      endMs: BASE_MS + 385,
    });
    expect(read('oldest', nanoTime(0, 0), nanoTime(10, 0), 'to')).toBeUndefined();
    expect(
      read('newest', '1970-01-01T00:00:00.200000000Z', '1970-01-01T00:00:00.000000001Z'),
    ).toBeUndefined();
    expect(
      read('oldest', '2262-04-09T23:59:58.000000000Z', '2262-04-09T23:59:59.000000000Z'),
    ).toBeUndefined();
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceRecord } from '@millrace/pipeline';
import { createAppendTimes } from './append-times.js';

const record = (offset: number, timestampMs: number, partition = 0): SourceRecord => ({
  ...{ topic: 'logs', partition, offset, timestampMs, key: null, value: null, headers: {} },
});
const OF = { topic: 'logs', partition: 0 };

test('a position right behind a record, or at one, has its append time', () => {
  const times = createAppendTimes();
  times.note([record(5, 100), record(6, 110), record(7, 120)]);
  expect(times.before(OF, 4)).toBeUndefined();
  expect(times.before(OF, 5)).toBe(100);
  expect(times.before(OF, 7)).toBe(100);
  expect(times.before(OF, 8)).toBe(120);
  expect(times.before(OF, 100)).toBe(120);
});

test('partitions are told apart, also where one call brings records of several', () => {
  const times = createAppendTimes();
  times.note([record(0, 10), record(1, 20), record(0, 30, 1), record(2, 40)]);
  expect(times.before(OF, 3)).toBe(40);
  expect(times.before({ topic: 'logs', partition: 1 }, 1)).toBe(30);
  expect(times.before({ topic: 'logs', partition: 2 }, 1)).toBeUndefined();
});

test('nothing is ever said to lie below a position that lies above it', () => {
  const stretches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 1_500 });
  fc.assert(
    fc.property(stretches, fc.nat(), (lengths, at) => {
      const times = createAppendTimes();
      let offset = 0;
      for (const length of lengths) {
        times.note(Array.from({ length }, (_, index) => record(offset + index, (offset + index) * 10)));
        offset += length;
      }
      const position = at % (offset + 1);
      const before = times.before(OF, position);
      // The first record at or above the position was appended at ten times its offset.
      if (before !== undefined) expect(before).toBeLessThanOrEqual(position * 10);
    }),
    { numRuns: 50 },
  );
});

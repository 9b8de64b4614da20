import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawLog, sampleOrigin } from '../../test/sample-origin.js';
import { chunkLogs } from './chunk-logs.js';

const texts = fc.array(fc.string({ maxLength: 40 }), { maxLength: 50 });
const bounds = fc.record({ logs: fc.integer({ min: 1, max: 10 }), bytes: fc.integer({ min: 1, max: 100 }) });

describe('chunkLogs', () => {
  it('loses, doubles and reorders nothing, and keeps within the bounds', () => {
    fc.assert(
      fc.property(texts, bounds, (given, limit) => {
        const logs = given.map((text, index) => ({ origin: sampleOrigin, raw: rawLog(text, index) }));
        const chunks = [...chunkLogs(logs, limit)];
        expect(chunks.flat()).toEqual(logs);
        for (const chunk of chunks) {
          const bytes = chunk.reduce((sum, { raw }) => sum + raw.bytes.length, 0);
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(limit.logs);
          expect(bytes <= limit.bytes || chunk.length === 1).toBe(true);
        }
      }),
    );
  });

  it('takes no more of the logs than it gives', () => {
    let taken = 0;
    function* endless() {
      for (;;) yield { origin: sampleOrigin, raw: rawLog('x', taken++) };
    }
    const chunks = chunkLogs(endless(), { logs: 10, bytes: 1_000 });
    chunks.next();
    expect(taken).toBe(11);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchEntries } from './batch-entries.js';
import { forEachBounded } from './for-each-bounded.js';
import { untilAborted } from './until-aborted.js';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe('batchEntries', () => {
  it('keeps order and limits; only a single line may be larger than a batch', async () => {
    const lines = fc.array(fc.string({ maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (texts, maxLogs, maxBytes) => {
          const items = each(texts.map((text) => ({ text })));
          const batches = [];
          for await (const batch of batchEntries(items, { maxLogs, maxBytes })) batches.push(batch);
          expect(batches.flatMap((batch) => batch.items.map(({ text }) => text))).toEqual(texts);
          for (const batch of batches) {
            expect(batch.items.length).toBeLessThanOrEqual(maxLogs);
            expect(batch.bytes <= maxBytes || batch.items.length === 1).toBe(true);
          }
        },
      ),
    );
  });
});

describe('forEachBounded', () => {
  it('never runs more calls at a time than its limit, and pulls no item before a call ends', async () => {
    let running = 0;
    let most = 0;
    await forEachBounded(each([1, 2, 3, 4, 5, 6, 7]), 3, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
    expect(most).toBe(3);
  });

  it('stops pulling after a failure, waits for what runs, and throws the failure', async () => {
    const seen: number[] = [];
    const ended: number[] = [];
    const work = forEachBounded(each([1, 2, 3, 4, 5]), 2, async (item) => {
      seen.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('no');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    });
    await expect(work).rejects.toThrow('no');
    expect(seen).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });
});

describe('untilAborted', () => {
  it('ends a source that has nothing to give', async () => {
    const controller = new AbortController();
    async function* idle(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of untilAborted(idle(), controller.signal)) {
        seen.push(item);
        setImmediate(() => controller.abort(new Error('stopped')));
      }
    })();
    await expect(reading).rejects.toThrow('stopped');
    expect(seen).toEqual([1]);
  });
});

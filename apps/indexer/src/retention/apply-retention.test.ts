import { expect, test } from 'vitest';
import { applyRetention } from './apply-retention.js';

const OLD = { index: 'millrace-logs-a-2020.01.01', uuid: 'u1', createdAtMs: 0 };
const NOW_MS = Date.UTC(2026, 10, 21);
const signal = new AbortController().signal;

function retention(listings: (typeof OLD)[][]) {
  const done: string[] = [];
  return {
    done,
    run: () =>
      applyRetention(
        {
          admin: {
            list: async () => listings.shift() ?? [],
            remove: async (index) => {
              done.push(`deleted ${index}`);
              return 'deleted';
            },
          },
          recorder: { record: async ({ index, tenant }) => void done.push(`noted ${index} of ${tenant}`) },
          retentionMs: 86_400_000,
          now: () => NOW_MS,
          forget: (index) => done.push(`forgot ${index}`),
          onDeleted: ({ index }) => done.push(`told ${index}`),
        },
        signal,
      ),
  };
}

test('a deletion is noted before it is done', async () => {
  const { run, done } = retention([[OLD], [OLD]]);
  await run();
  expect(done.map((line) => line.split(' ')[0])).toEqual(['noted', 'forgot', 'deleted', 'told']);
});

test('an index made again under its name since the listing is left alone, as is one that is gone', async () => {
  const again = retention([[OLD], [{ ...OLD, uuid: 'u2' }]]);
  await again.run();
  const gone = retention([[OLD], []]);
  await gone.run();
  expect([...again.done, ...gone.done].filter((line) => line.startsWith('deleted'))).toEqual([]);
});

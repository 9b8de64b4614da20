import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { parseQuery } from '@millrace/filter';
import { expect, it } from 'vitest';
import { walkLogs } from './walk-logs.js';

const reply: SearchReply = { hits: [], timedOut: false, failedShards: 0 } as never;
const walk = {
  scope: { tenant: 'acme', query: parseQuery(''), text: '' },
  sort: 'newest',
  bounds: { firstRows: 1, maxRows: 1, targetBytes: 1, maxReplyBytes: 1 },
  counted: 0,
} as const;

/** A walk over what a search answers in turn, its first page and then all others. */
function walked(...replies: readonly SearchReply[]) {
  let asked = 0;
  const search = {
    openPointInTime: () => Promise.resolve('p'),
    closePointInTime: () => Promise.resolve(),
    search: () => Promise.resolve(replies[Math.min(asked++, replies.length - 1)]),
  } as unknown as LogSearch;
  const clock = { random: () => 0, wait: () => Promise.resolve() };
  return { pages: walkLogs(walk, { search, clock }, new AbortController().signal), asked: () => asked };
}

it('says that the search is to be narrowed when it meets the time limit, and tries a first page once', async () => {
  const { pages, asked } = walked({ ...reply, timedOut: true });
  await expect(pages.next()).rejects.toMatchObject({
    code: 'query-too-costly',
    message: expect.stringContaining('Narrow from and to'),
  });
  expect(asked()).toBe(1);
});

it('reads a later page again that met the time limit', async () => {
  const source = { '@timestamp': '2026-11-21T12:00:00.000000000Z', 'event.id': 'a' };
  const first = { ...reply, hits: [{ source }] } as never;
  const { pages, asked } = walked(first, { ...reply, timedOut: true }, reply);
  expect((await pages.next()).value).toMatchObject({ logs: [{ position: { eventId: 'a' } }] });
  expect((await pages.next()).value).toMatchObject({ logs: [], isLast: true });
  // The first page, twice the second, in which nothing is, and whatever is behind it.
  expect(asked()).toBe(4);
});

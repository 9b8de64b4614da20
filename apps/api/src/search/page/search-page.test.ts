import { ElasticsearchReplyTooLargeError } from '@millrace/elasticsearch';
import type { SearchReply } from '@millrace/elasticsearch';
import { expect, it } from 'vitest';
import { searchPage } from './search-page.js';
import { openCursor, signCursor } from './signed-cursor.js';

const secret = Buffer.alloc(32, 1);
const asked = { tenant: 'acme', purpose: 'logs', index: 'logs-*', same: ['x'], limit: 2 } as const;
const hit = (id: string) => ({ id, index: 'logs-1', sort: ['2026-11-21T12:00:00.000000000Z', id] });

/** Pages of hits that a search gives whatever is asked, and the places that were asked for. */
async function page(hits: SearchReply['hits'] | Error, cursor?: string) {
  const places: unknown[] = [];
  const answer = (): Promise<SearchReply> =>
    hits instanceof Error
      ? Promise.reject(hits)
      : Promise.resolve({ hits, tookMs: 1, timedOut: false, failedShards: 0 });
  const found = await searchPage(
    {
      ...asked,
      ...(cursor !== undefined && { cursor }),
      body: (after) => {
        places.push(after);
        return {};
      },
    },
    { search: { search: answer }, secretOf: () => Promise.resolve(secret) },
    new AbortController().signal,
  );
  return { ...found, places };
}

it('goes on behind the last document of a full page, and ends with one that is not full', async () => {
  const first = await page([hit('b'), hit('a')]);
  expect(first.places).toEqual([undefined]);
  const last = await page([hit('0')], first.cursor ?? '');
  expect(last.places).toEqual([['2026-11-21T12:00:00.000000000Z', 'a']]);
  expect(last.cursor).toBeNull();
});

it('refuses a cursor that means something else to another version', async () => {
  const { cursor } = await page([hit('b'), hit('a')]);
  const { query } = openCursor(cursor ?? '', secret, 'logs') as { query: string };
  const older = signCursor({ pit: 'p', after: [1, 2], query, until: 3 }, secret, 'logs');
  await expect(page([], older)).rejects.toMatchObject({ code: 'invalid-cursor' });
});

it('says of a page that is too large what to do', async () => {
  const tooLarge = new ElasticsearchReplyTooLargeError('searching logs', 'x');
  await expect(page(tooLarge)).rejects.toMatchObject({
    code: 'query-too-costly',
    message: expect.stringMatching(/^The 2 documents of this page have more than 64 MiB: ask for fewer/),
  });
});

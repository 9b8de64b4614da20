import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import type { LogSearch } from '@millrace/elasticsearch';
import { logScope } from '../src/search/log-scope.js';
import { walkLogs } from '../src/walk/walk-logs.js';
import type { LogWalk, WalkedPage } from '../src/walk/walk-logs.js';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const COUNT = 60;
const BOUNDS = { firstRows: 7, maxRows: 11, targetBytes: 1_000_000, maxReplyBytes: 1_000_000 };
const signal = AbortSignal.timeout(60_000);
const minute = (n: number) => `2026-11-${n < 30 ? 20 : 21}T12:${String(n).padStart(2, '0')}:00.000000000Z`;

describe('walking through logs', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await apiHarness();
    await api.index(
      Array.from({ length: COUNT }, (_, n) =>
        canonicalDocument(api.tenants.acme, `log-${n}`, { '@timestamp': minute(n) }),
      ),
    );
  });
  afterAll(() => api.close());

  const expected = (from = 0, to = COUNT) => Array.from({ length: to - from }, (_, n) => `log-${from + n}`);
  const walkOf = (more: Partial<LogWalk> = {}): LogWalk => ({
    scope: logScope(api.tenants.acme, { q: '' }),
    sort: 'oldest',
    bounds: BOUNDS,
    counted: true,
    ...more,
  });
  /** A walk, and the points in time it opened and closed. */
  function walk(more: Partial<LogWalk> = {}, override: Partial<LogSearch> = {}) {
    const [opened, closed, waited]: [string[], string[], number[]] = [[], [], []];
    const search: LogSearch = {
      ...api.search,
      async openPointInTime(...args) {
        const id = await api.search.openPointInTime(...args);
        opened.push(id);
        return id;
      },
      async closePointInTime(id, ...rest) {
        closed.push(id);
        await api.search.closePointInTime(id, ...rest);
      },
      ...override,
    };
    const wait = async (ms: number) => void waited.push(ms);
    const pages = walkLogs(walkOf(more), { search, clock: { random: () => 1, wait } }, signal);
    return { pages, opened, closed, waited };
  }
  const idsOf = ({ logs }: WalkedPage) => logs.map(({ position }) => position.eventId);
  async function rest(pages: AsyncIterable<WalkedPage>): Promise<string[]> {
    const ids: string[] = [];
    for await (const page of pages) ids.push(...idsOf(page));
    return ids;
  }
  async function lookUpView(id: string) {
    return api.search.search({ body: { pit: { id }, size: 0 } }, signal);
  }

  it('meets each once, counts them with the first page, and frees its view at the end', async () => {
    const { pages, opened, closed } = walk();
    const first = (await pages.next()).value as WalkedPage;
    expect([first.total, first.logs.length]).toEqual([{ value: COUNT, relation: 'eq' }, BOUNDS.firstRows]);
    expect([...idsOf(first), ...(await rest(pages))]).toEqual(expected());
    expect([opened.length, closed]).toEqual([1, opened]);
    await expect(lookUpView(opened[0]!)).rejects.toMatchObject({ status: 404 });
  });

  it('frees its view when it is left, and asks for nothing that is not asked of it', async () => {
    let searches = 0;
    const { pages, opened } = walk(
      {},
      {
        search: (...args) => {
          searches++;
          return api.search.search(...args);
        },
      },
    );
    await pages.next();
    await pages.next();
    await pages.return();
    expect(searches).toBe(2);
    await expect(lookUpView(opened[0]!)).rejects.toMatchObject({ status: 404 });
  });

  it('opens no view for what fits in one page, or ends with it', async () => {
    const all = walk({ bounds: { ...BOUNDS, firstRows: COUNT + 1, maxRows: COUNT + 1 } });
    const [limited, left] = [walk({ limit: BOUNDS.firstRows }), walk()];
    expect([await rest(all.pages), await rest(limited.pages)]).toEqual([
      expected(),
      expected(0, BOUNDS.firstRows),
    ]);
    await left.pages.next();
    await left.pages.return();
    expect([all, limited, left].flatMap(({ opened }) => opened)).toEqual([]);
  });

  it('goes on behind its first page in a view that knows what came meanwhile: what was there comes once', async () => {
    const { pages } = walk();
    const first = (await pages.next()).value as WalkedPage;
    const late = [minute(0), minute(COUNT - 1)].map((time, n) =>
      canonicalDocument(api.tenants.acme, `late-${n}`, { '@timestamp': time }),
    );
    await api.index(late);
    const ids = [...idsOf(first), ...(await rest(pages))];
    for (const log of late) await api.deleteDocument(log);
    expect(ids.filter((id) => id.startsWith('log'))).toEqual(expected());
    expect(ids.filter((id) => id.startsWith('late'))).toEqual(['late-1']);
  });

  it('ends at its limit', async () => {
    expect(await rest(walk({ limit: 20 }).pages)).toEqual(expected(0, 20));
  });

  it('goes on from a new view when Elasticsearch has let the old one go: what was there comes once', async () => {
    const { pages, opened } = walk();
    const first = (await pages.next()).value as WalkedPage;
    const second = (await pages.next()).value as WalkedPage;
    await api.search.closePointInTime(opened[0]!, signal);
    const late = [minute(0), minute(COUNT - 1)].map((time, n) =>
      canonicalDocument(api.tenants.acme, `late-${n}`, { '@timestamp': time }),
    );
    await api.index(late);
    const ids = [...idsOf(first), ...idsOf(second), ...(await rest(pages))];
    for (const log of late) await api.deleteDocument(log);
    expect(ids.filter((id) => id.startsWith('log'))).toEqual(expected());
    expect(ids.filter((id) => id.startsWith('late'))).toEqual(['late-1']);
    expect(opened).toHaveLength(2);
  });

  it('reads a page again from a new view when no answer came, or shards did not answer', async () => {
    let turn = 0;
    const { pages, opened, closed, waited } = walk(
      {},
      {
        search: async (...args) => {
          turn++;
          if (turn === 2) throw new ElasticsearchUnavailableError('searching', 503, 'busy');
          const reply = await api.search.search(...args);
          return turn === 4 ? { ...reply, hits: reply.hits.slice(1), failedShards: 1 } : reply;
        },
      },
    );
    expect(await rest(pages)).toEqual(expected());
    expect([opened.length, closed.length, waited]).toEqual([3, 3, [500, 500]]);
  });

  it('does not try again for the first page, and not for ever for the others', async () => {
    const failing = (after: number) => {
      let turn = 0;
      return walk(
        {},
        {
          search: async (...args) => {
            if (turn++ >= after) throw new ElasticsearchUnavailableError('searching', 503, 'busy');
            return api.search.search(...args);
          },
        },
      );
    };
    const atOnce = failing(0);
    await expect(rest(atOnce.pages)).rejects.toBeInstanceOf(ElasticsearchUnavailableError);
    expect(atOnce.waited).toEqual([]);
    const later = failing(1);
    await expect(rest(later.pages)).rejects.toBeInstanceOf(ElasticsearchUnavailableError);
    expect(later.waited).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(later.closed).toEqual(later.opened);
  });

  it('takes fewer at a time when an answer is too large', async () => {
    const bounds = { ...BOUNDS, maxReplyBytes: 2_500 };
    const { pages, opened } = walk({ bounds });
    expect(await rest(pages)).toEqual(expected());
    expect(opened).toHaveLength(1);
  });
});

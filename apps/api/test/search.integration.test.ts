import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const LINES = [
  'sshd[24200]: Failed password for invalid user webmaster from 173.234.31.186 port 38926 ssh2',
  'sshd[24200]: Received disconnect from 173.234.31.186: 11: Bye Bye [preauth]',
  'sshd[24206]: Failed password for root from 173.234.31.18 port 1 ssh2',
  'Received block blk_-6952295868487656571 of size 67108864 from /10.251.73.220',
  'Received block blk_6952295868487656571 of size 1 from /10.251.73.221',
  'workerEnv.init() ok /etc/httpd/conf/workers2.properties',
  'nova.compute [req-38101a0b-2096-447d-96ea-a692162415ae 113d3a99] terminating instance',
  'password Failed in the wrong order',
];
const second = (n: number) => `2026-11-21T12:00:${String(n).padStart(2, '0')}.000000000Z`;

describe('search', () => {
  let api: ApiHarness;
  let key: string;
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.acme, ['search']);
    const { acme, other } = api.tenants;
    await api.index([
      ...LINES.map((message, n) =>
        canonicalDocument(acme, `line-${n}`, {
          '@timestamp': second(n),
          message,
          severity: n % 2 ? 17 : 9,
          'log.level': n % 2 ? 'error' : 'info',
          'host.name': `web-${n % 3}`,
          attributes: { user: n === 0 ? 'webmaster' : 'none', code: String(n) },
          numbers: { latency_ms: n * 100 },
        }),
      ),
      canonicalDocument(other, 'foreign', { message: 'Failed password of another tenant terminating' }),
    ]);
  });
  afterAll(() => api.close());

  const search = (query: Record<string, string>) =>
    api.call('GET', `/v1/logs?${new URLSearchParams(query).toString()}`, { key });
  const idsOf = async (q: string) => {
    const { json, status, text } = await search({ q, sort: 'oldest' });
    expect(status, text).toBe(200);
    expect(json.total).toEqual({ value: json.items.length, relation: 'eq' });
    return json.items.map((item: { 'event.id': string }) => Number(item['event.id'].slice(5)));
  };

  it.each([
    ['sshd[24200]', [0, 1]],
    ['"Failed password"', [0, 2]],
    ['Failed password', [0, 2, 7]],
    ['blk_-6952295868487656571', [3]],
    ['blk_6952295868487656571', [4]],
    ['173.234.31.186', [0, 1]],
    ['173.234', []],
    ['/etc/httpd/conf/workers2.properties', [5]],
    ['req-38101a0b-2096-447d-96ea-a692162415ae', [6]],
    ['"terminating"', [6]],
    ['level:error', [1, 3, 5, 7]],
    ['severity>=warn -password', [1, 3, 5]],
    ['host.name:web-1', [1, 4, 7]],
    ['user:webmaster', [0]],
    ['code:5', [5]],
    ['latency_ms>500', [6, 7]],
    ['latency_ms:[100 TO 300]', [1, 2, 3]],
    ['sshd OR terminating', [0, 1, 2, 6]],
    ['(sshd OR block) NOT "Failed password"', [1, 3, 4]],
    ['@timestamp>=2026-11-21T12:00:06Z', [6, 7]],
    ['@timestamp:2026-11-21T12:00Z @timestamp<2026-11-21T12:00:02Z', [0, 1]],
    ['@timestamp>2026-11-21T12:00Z', []],
    ['@timestamp<=2026-11-21', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['attributes.user:*', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['correlation.id:*', []],
    ['', [0, 1, 2, 3, 4, 5, 6, 7]],
  ])('%s', async (q, expected) => expect(await idsOf(q)).toEqual(expected));

  it.each(['', 'Failed', 'tenant:OTHER', 'tenant:* OR Failed', '-tenant:ACME', '(x OR tenant:OTHER)'])(
    'never shows another tenant: %s',
    async (pattern) => {
      const q = pattern.replace('OTHER', api.tenants.other).replace('ACME', api.tenants.acme);
      const { json } = await search({ q, count: 'exact' });
      expect(json.items.every((item: { tenant: string }) => item.tenant === api.tenants.acme)).toBe(true);
      expect(json.total.value).toBeLessThanOrEqual(LINES.length);
    },
  );

  it('answers with the documents as they were indexed, newest first', async () => {
    const { json } = await search({ limit: '1' });
    const document = canonicalDocument(api.tenants.acme, 'line-7', {
      '@timestamp': second(7),
      message: LINES[7]!,
      severity: 17,
      'log.level': 'error',
      'host.name': 'web-1',
      attributes: { user: 'none', code: '7' },
      numbers: { latency_ms: 700 },
    });
    expect(json.items).toEqual([{ _id: addressOf(document).id, ...document }]);
    expect(json.tookMs).toBeGreaterThanOrEqual(0);
  });

  it('narrows to event time: from inclusive, to exclusive', async () => {
    const { json } = await search({ from: second(2), to: second(4), sort: 'oldest' });
    expect(json.items.map((item: { message: string }) => item.message)).toEqual([LINES[2], LINES[3]]);
  });

  it('counts without documents', async () => {
    const { json } = await search({ q: '"Failed password"', limit: '0', count: 'exact' });
    expect(json).toMatchObject({ items: [], total: { value: 2, relation: 'eq' }, cursor: null });
  });

  it('marks what matched', async () => {
    const { json } = await search({ q: '"Failed password" root', highlight: 'true' });
    const [marked] = json.highlights[0].message;
    expect(marked.replaceAll('\u{E000}', '<').replaceAll('\u{E001}', '>')).toContain(
      '<Failed password> for <root>',
    );
  });

  it('pages with each document once, and with what is written meanwhile where it belongs', async () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { json } = await search({ limit: '3', ...(cursor && { cursor }) });
      seen.push(...json.items.map((item: { message: string }) => item.message));
      if (cursor === undefined) {
        const late = canonicalDocument(api.tenants.acme, 'late', {
          '@timestamp': second(5),
          message: 'late',
        });
        await api.index([late]);
      }
      cursor = json.cursor;
    } while (cursor);
    expect(seen).toEqual(LINES.toSpliced(5, 0, 'late').toReversed());
  });

  describe('over days that come and go', () => {
    let ofDays: string;
    const day = (n: number) => `2026-11-1${n}T12:00:00.000000000Z`;
    const page = async (query: Record<string, string>) => {
      const answer = await api.call(
        'GET',
        `/v1/logs?${new URLSearchParams({ limit: '1', ...query }).toString()}`,
        {
          key: ofDays,
        },
      );
      return { ...answer, ids: answer.json.items?.map((item: { 'event.id': string }) => item['event.id']) };
    };
    const indexDays = (...days: number[]) =>
      api.index(days.map((n) => canonicalDocument(api.tenants.system, `day-${n}`, { '@timestamp': day(n) })));
    beforeAll(async () => {
      ofDays = await api.keyOf(api.tenants.system, ['search']);
      await indexDays(1, 3, 5);
    });

    it('neither loses nor doubles when the index of a new day appears between pages', async () => {
      const first = await page({});
      await indexDays(2, 4, 6);
      const ids = [...first.ids];
      for (let cursor = first.json.cursor; cursor !== null;) {
        const next = await page({ cursor });
        ids.push(...next.ids);
        cursor = next.json.cursor;
      }
      expect(ids).toEqual(['day-5', 'day-4', 'day-3', 'day-2', 'day-1']);
      expect((await page({ limit: '9' })).ids).toHaveLength(6);
    });

    it('goes on with what is left when days are deleted between pages', async () => {
      const first = await page({ to: day(5) });
      await api.deleteIndex(api.tenants.system, '2026.11.13');
      const second = await page({ to: day(5), cursor: first.json.cursor });
      expect([...first.ids, ...second.ids]).toEqual(['day-4', 'day-2']);
      expect(second.json.incomplete).toBeUndefined();
      for (const n of [1, 2, 4, 5, 6]) await api.deleteIndex(api.tenants.system, `2026.11.1${n}`);
      const third = await page({ to: day(5), cursor: second.json.cursor });
      expect(third.json).toMatchObject({ items: [], cursor: null });
    });
  });

  it('refuses a cursor of another query, another tenant, or made up', async () => {
    const { json } = await search({ limit: '3' });
    const { cursor } = json;
    for (const query of [
      { q: 'x', cursor },
      { cursor, sort: 'oldest' },
      { cursor: 'AAAA' },
      { cursor: `${cursor}A` },
    ]) {
      const answer = await search(query);
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid-cursor']);
    }
    const foreign = await api.keyOf(api.tenants.other, ['search']);
    const stolen = await api.call('GET', `/v1/logs?limit=3&cursor=${cursor}`, { key: foreign });
    expect([stolen.status, stolen.json.code]).toEqual([400, 'invalid-cursor']);
  });

  it('names the column of a query that is not understood', async () => {
    const { status, json } = await search({ q: 'ok severity>=foo' });
    expect([status, json.code, json.column, json.length]).toEqual([400, 'invalid-query', 14, 3]);
  });

  it.each(['@timestamp>2026-02-30', '@timestamp<1600-01-01', 'severity>1e300'])(
    'refuses %s, which an index cannot hold, with its column',
    async (q) => {
      const { status, json } = await search({ q });
      expect([status, json.code, json.column]).toEqual([400, 'invalid-query', q.search(/\d/) + 1]);
    },
  );

  it.each([
    { limit: '1001' },
    { limit: '-1' },
    { limit: 'x' },
    { from: 'yesterday' },
    { from: '2026-02-30T00:00:00' },
    { sort: 'best' },
    { limt: '5' },
  ])('refuses %j', async (query) => {
    const { status, json } = await search(query);
    expect([status, json.code]).toEqual([400, 'invalid-request']);
  });
});

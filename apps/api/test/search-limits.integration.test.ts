import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { Answer, ApiHarness } from './api-harness.js';

describe('limits of searching', () => {
  let api: ApiHarness;
  let key: string;
  beforeAll(async () => {
    api = await apiHarness({ MILLRACE_API_SEARCHES_PER_KEY: '1', MILLRACE_API_QUERY_COST: '5' });
    key = await api.keyOf(api.tenants.acme, ['search']);
    await api.index(
      ['2026-11-20', '2026-11-21', '2026-11-22'].map((day) =>
        canonicalDocument(api.tenants.acme, day, {
          '@timestamp': `${day}T12:00:00.000000000Z`,
          message: 'late',
        }),
      ),
    );
  });
  afterAll(() => api.close());

  const get = (path: string, query: Record<string, string> = {}) =>
    api.call('GET', `/v1/logs${path}?${new URLSearchParams(query).toString()}`, { key });
  const ROUTES = ['', '/histogram', '/fields', '/patterns'];

  it('turns away what a key asks beyond its places, and says when to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => get('/fields')));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    const refused = answers.find(({ status }) => status === 429) as Answer;
    expect(refused.json.code).toBe('too-busy');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await api.keyOf(api.tenants.acme, ['search']);
    const both = await Promise.all([get('/fields'), api.call('GET', '/v1/logs/fields', { key: other })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('gives the place back after every answer, refusal and departure', async () => {
    const ask = async (path: string, query: Record<string, string>) => (await get(path, query)).status;
    for (const path of ROUTES) {
      expect(await ask(path, { q: '(' })).toBe(400);
      expect(await ask(path, { q: 'a b c d e f' })).toBe(400);
      expect(await ask(path, { nonsense: 'x' })).toBe(400);
      const leaving = new AbortController();
      const left = fetch(api.url(`/v1/logs${path}`), {
        headers: { authorization: `Bearer ${key}` },
        signal: leaving.signal,
      });
      leaving.abort();
      await expect(left).rejects.toThrow();
    }
    expect(await ask('/x', {})).toBe(404);
    // The server notices a departure when its socket closes.
    await expect.poll(() => ask('', {})).toBe(200);
  });

  it.each([...ROUTES, '/export', '/stream'])(
    'refuses on /v1/logs%s what costs too much, and lets it through for fewer days',
    async (path) => {
      const { status, json } = await get(path, { q: 'very late' });
      expect([status, json.code, json.cost, json.limit, json.indices]).toEqual([
        400,
        'query-too-costly',
        6,
        5,
        3,
      ]);
      expect(json.detail).toMatch(/Narrow from and to to 2 of these days/);
      expect((await get(path, { q: 'very late', from: '2026-11-21T00:00:00Z' })).status).toBe(200);
    },
  );

  it('explains a search without doing it, one that would be refused too', async () => {
    const { json, status, text } = await get('', { q: 'very -late', explain: 'true' });
    expect(status, text).toBe(200);
    expect(json.items).toBeUndefined();
    expect(json.explanation).toMatchObject({ indices: 3, documents: 3, cost: 9, limit: 5 });
    expect(json.explanation.terms).toMatchObject([
      { term: 'very', weight: 1, cost: 3 },
      { term: '-late', weight: 2, cost: 6 },
    ]);
    expect(json.explanation.refused).toMatch(/would cost 9/);
    expect(json.explanation.advice.join()).toMatch(/Give from and to/);
    expect(JSON.stringify(json.explanation.dsl)).toContain(`{"tenant":"${api.tenants.acme}"}`);
    const narrow = await get('', { q: '-late', explain: 'true', from: '2026-11-22T00:00:00Z' });
    expect(narrow.json.explanation).toMatchObject({ refused: null, indices: 1, documents: 1 });
    expect(narrow.json.explanation.advice).toEqual([expect.stringMatching(/only what is not wanted/)]);
    const slip = await get('', { q: 'very level=warn', explain: 'true', from: '2026-11-22T00:00:00Z' });
    expect(slip.json.explanation.advice).toEqual([
      expect.stringMatching(/^At column 6: .* Did you mean level:warn\?$/),
    ]);
    expect((await get('', { q: '(', explain: 'true' })).json.code).toBe('invalid-query');
  });
});

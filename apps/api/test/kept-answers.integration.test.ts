import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { elasticsearchInBetween } from './elasticsearch-in-between.js';
import type { ElasticsearchInBetween } from './elasticsearch-in-between.js';

const MARK = ['GET', '_segments'];

describe('answers that are asked for again', () => {
  let elasticsearch: ElasticsearchInBetween;
  let api: ApiHarness;
  const keys: Record<string, string> = {};
  const log = (id: string, tenant: 'acme' | 'other' = 'acme', day = '21') =>
    canonicalDocument(api.tenants[tenant], id, { '@timestamp': `2026-11-${day}T12:00:00.000000000Z` });

  beforeAll(async () => {
    elasticsearch = await elasticsearchInBetween(String(process.env['ELASTICSEARCH_URL']));
    api = await apiHarness({ ELASTICSEARCH_URL: elasticsearch.url });
    for (const tenant of ['acme', 'other'] as const) {
      keys[tenant] = await api.keyOf(api.tenants[tenant], ['search']);
      await api.index([log('a', tenant, '20'), log('b', tenant), ...(tenant === 'acme' ? [log('c')] : [])]);
    }
  });
  afterAll(async () => {
    await api.close();
    await elasticsearch.close();
  });

  /** An answer, and what Elasticsearch was asked for it. */
  const ask = async (path: string, query: Record<string, string> = {}, tenant = 'acme') => {
    elasticsearch.asked();
    const target = `/v1/logs${path}?${new URLSearchParams(query).toString()}`;
    const { status, json, text } = await api.call('GET', target, { key: String(keys[tenant]) });
    expect(status, text).toBe(200);
    return { json, asked: elasticsearch.asked() };
  };
  const total = async (query: Record<string, string> = {}, tenant = 'acme') =>
    (await ask('/histogram', query, tenant)).json.total;

  it.each([
    ['/histogram', ['_search', '_search']],
    ['/fields', ['_search', '_search']],
    ['/patterns', ['_search', '_search']],
  ])('cost a look at the segments, and no search: %s', async (path, searches) => {
    const first = await ask(path);
    expect(first.asked).toEqual([...MARK, ...searches, ...MARK]);
    const second = await ask(path);
    expect(second.asked).toEqual(MARK);
    const { tookMs: _, completeness: _completeness, tailCursor: _cursor, ...same } = first.json;
    expect(second.json).toMatchObject({ ...same, tookMs: 0 });
    expect(Object.keys(second.json).sort()).toEqual(Object.keys(first.json).sort());
  });

  it('are made anew after a log came or went, or a day was deleted', async () => {
    expect([await total(), await total()]).toEqual([3, 3]);
    await api.index([log('d')]);
    expect([await total(), await total()]).toEqual([4, 4]);
    await api.deleteDocument(log('d'));
    expect(await total()).toBe(3);
    await api.deleteIndex(api.tenants.acme, '2026.11.20');
    expect(await total()).toBe(2);
  });

  it('of a day are not made anew for what happens on another', async () => {
    const day = { from: '2026-11-21T00:00:00Z', to: '2026-11-21T23:59:59Z' };
    const before = await total(day);
    await api.index([log('f', 'acme', '23')]);
    const { json, asked } = await ask('/histogram', day);
    expect([json.total, asked]).toEqual([before, MARK]);
  });

  it('are those of the tenant that asks', async () => {
    const range = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };
    expect([await total(range, 'acme'), await total(range, 'other')]).toEqual([2, 1]);
    expect([await total(range, 'acme'), await total(range, 'other')]).toEqual([2, 1]);
  });

  it('are not kept when a log became findable while they were made', async () => {
    const query = { q: 'service.name:test' };
    const logs = Number(await total());
    elasticsearch.afterNextSearch(() => api.index([log('g')]));
    await total(query);
    const { json, asked } = await ask('/histogram', query);
    expect([json.total, asked.filter((kind) => kind === '_search').length]).toEqual([logs + 1, 2]);
  });

  it('are made by one search for all who wait, which ends when the last of them leaves', async () => {
    const go = Promise.withResolvers<undefined>();
    elasticsearch.afterNextSearch(() => go.promise);
    elasticsearch.asked();
    const outcomes = async () => (await api.call('GET', '/metrics')).text;
    const asking = () => {
      const leaving = new AbortController();
      const headers = { authorization: `Bearer ${String(keys['acme'])}` };
      const reply = fetch(api.url('/v1/logs/histogram?q=shared'), { headers, signal: leaving.signal });
      return { reply: expect(reply).rejects.toThrow(), leave: () => leaving.abort() };
    };
    const [first, second] = [asking(), asking()];
    await expect.poll(outcomes).toMatch(/outcome="joined"\} 1/);
    first.leave();
    await first.reply;
    await expect.poll(() => elasticsearch.asked()).toContain('_search');
    expect(elasticsearch.abandoned()).toBe(0);
    second.leave();
    await second.reply;
    await expect.poll(() => elasticsearch.abandoned()).toBe(1);
    expect(elasticsearch.asked()).not.toContain('_search');
    go.resolve(undefined);
  });

  it('are counted', async () => {
    await ask('/fields');
    await ask('/fields');
    const { text } = await api.call('GET', '/metrics');
    expect(text).toMatch(/millrace_api_kept_answers_total\{outcome="hit"\} [1-9]/);
    expect(text).toMatch(/millrace_api_kept_answers_total\{outcome="miss"\} [1-9]/);
    expect(text).toMatch(/millrace_api_answer_cache_bytes [1-9]/);
  });
});

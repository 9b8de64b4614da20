import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnswer, readEvents, waitFor } from '@millrace/testing';
import type { SeenEvent } from '@millrace/testing';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { elasticsearchInBetween } from './elasticsearch-in-between.js';

const COUNT = 200;
/** Together more than the buffers between two ends of a connection. */
const BULKY = { count: 100, bytes: 200_000 };
/** So much to look through that a search takes many seconds, a part of it (a segment) a fraction of one. */
const TANGLED = { parts: 12, tokens: 60_000 };

/** Phrases of two words that take turns everywhere, and do not at their end: each is tried at every place. */
function tangledQuery(): string {
  const ends = Array.from({ length: 64 }, (_, n) => n.toString(2).padStart(6, '0'))
    .filter((bits) => /00|11/.test(bits))
    .map((bits) => bits.replaceAll('0', 'a ').replaceAll('1', 'b ').trimEnd());
  return ends.map((end) => `"${'a b '.repeat(10)}${end}"`).join(' OR ');
}

describe('a stream of search results', () => {
  let api: ApiHarness;
  let key: string;
  beforeAll(async () => {
    api = await apiHarness();
    const { acme, system, other } = api.tenants;
    key = await api.keyOf(acme, ['search', 'tail']);
    await api.index([
      ...Array.from({ length: COUNT }, (_, n) =>
        canonicalDocument(acme, `id\n${n}`, {
          '@timestamp': `2026-11-21T12:00:00.${String(n).padStart(9, '0')}Z`,
          message: `line ${n % 2 ? 'odd' : 'even'}`,
        }),
      ),
      ...Array.from({ length: BULKY.count }, (_, n) =>
        canonicalDocument(system, `bulky-${n}`, { message: 'x'.repeat(BULKY.bytes) }),
      ),
    ]);
    for (let part = 0; part < TANGLED.parts; part++) {
      const message = 'a b '.repeat(TANGLED.tokens / 2);
      await api.index([canonicalDocument(other, `tangled-${part}`, { message })]);
    }
  });
  afterAll(() => api.close());

  const url = (query: Record<string, string> = {}) =>
    api.url(`/v1/logs/stream?${new URLSearchParams(query).toString()}`);
  async function streamed(query: Record<string, string> = {}, headers = {}, holder = key) {
    const reply = await openAnswer(url(query), holder, headers);
    const events: SeenEvent[] = [];
    for await (const event of readEvents(reply)) events.push(event);
    return { reply, events, logs: events.filter(({ event }) => event === 'log') };
  }
  const numbersOf = (logs: readonly SeenEvent[]) => logs.map(({ data }) => Number(data['event.id'].slice(3)));
  const newestFirst = Array.from({ length: COUNT }, (_, n) => COUNT - 1 - n);
  async function expectOpen(count: number, holding = api): Promise<void> {
    const gauge = `millrace_api_open_flows{flow="streams"} ${count}\n`;
    await waitFor(async () => (await holding.call('GET', '/metrics')).text.includes(gauge));
  }

  it('says first what it covers, then gives every log, says how far it is, and at last that it is over', async () => {
    const { reply, events, logs } = await streamed();
    expect(reply.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(events[0]).toMatchObject({
      event: 'watermark',
      data: { completeness: { asOf: expect.any(String) } },
    });
    expect(numbersOf(logs)).toEqual(newestFirst);
    expect(logs[0]?.data).toEqual(
      canonicalDocument(api.tenants.acme, `id\n${COUNT - 1}`, {
        '@timestamp': '2026-11-21T12:00:00.000000199Z',
        message: 'line odd',
      }),
    );
    const progress = events.filter(({ event }) => event === 'progress').map(({ data }) => data);
    expect(progress[0]).toEqual({ logs: 20, total: { value: COUNT, relation: 'eq' } });
    expect(progress.at(-1).logs).toBe(COUNT);
    expect(events.at(-1)).toEqual({ event: 'end', data: { logs: COUNT, more: false } });
  });

  it('has what the query asks for, up to its limit, and says that there is more', async () => {
    const { events, logs } = await streamed({ q: 'odd', sort: 'oldest', limit: '30' });
    expect(numbersOf(logs)).toEqual(Array.from({ length: 30 }, (_, n) => 2 * n + 1));
    expect(events.at(-1)).toEqual({ event: 'end', data: { logs: 30, more: true } });
    expect((await streamed({ q: 'nowhere' })).events.map(({ event }) => event)).toEqual([
      ...['watermark', 'progress', 'end'],
    ]);
  });

  it.each(['newest', 'oldest'])(
    'that was cut goes on behind the last log that came, %s first',
    async (sort) => {
      const order = sort === 'newest' ? newestFirst : newestFirst.toReversed();
      const { logs } = await streamed({ sort });
      for (const at of [0, 19, 20, COUNT - 1]) {
        const rest = await streamed({ sort }, { 'last-event-id': logs[at]!.id! });
        expect(numbersOf(rest.logs)).toEqual(order.slice(at + 1));
        expect(rest.events.at(-1)?.event).toBe('end');
      }
    },
  );

  it.each([
    [{ q: 'severity>=foo' }, {}, 'invalid-query'],
    [{ limit: '0' }, {}, 'invalid-request'],
    [{ live: 'maybe' }, {}, 'invalid-request'],
    [{}, { 'last-event-id': 'x' }, 'invalid-request'],
    [{}, { 'last-event-id': 'AT~' }, 'invalid-request'],
    [{ live: 'true', to: '2026-11-21T12:00:00Z' }, {}, 'invalid-request'],
    [{ live: 'true', q: 'pasword~' }, {}, 'invalid-query'],
  ])('is refused before it begins: %j %j', async (query, headers, code) => {
    const reply = await fetch(url(query), { headers: { authorization: `Bearer ${key}`, ...headers } });
    expect([reply.status, await reply.json()]).toMatchObject([400, { code }]);
  });

  it('goes live only for a key with the scope tail', async () => {
    const searcher = await api.keyOf(api.tenants.acme, ['search']);
    const { status, json } = await api.call('GET', '/v1/logs/stream?live=true', { key: searcher });
    expect([status, json]).toMatchObject([403, { code: 'missing-scope' }]);
  });

  it('goes live after what it found, says when the fan-out is away, and is over when its client leaves', async () => {
    const asked = { live: 'true', q: 'odd' };
    const reply = await waitFor(async () => {
      const answer = await openAnswer(url(asked), key);
      // Nobody knows at first how far the index has come.
      if (answer.statusCode === 200) return answer;
      expect(answer.resume().statusCode).toBe(503);
      return undefined;
    });
    const events: SeenEvent[] = [];
    for await (const event of readEvents(reply)) {
      events.push(event);
      if (event.event === 'interrupted') break;
    }
    expect(events.filter(({ event }) => event === 'log')).toHaveLength(COUNT / 2);
    const cursor = events[0]?.data.tailCursor as string;
    expect(events.slice(-2)).toEqual([
      { event: 'live', id: `${cursor}~`, data: { logs: COUNT / 2, more: false, repeats: false } },
      {
        event: 'interrupted',
        data: { detail: 'The fan-out does not answer now.', retryInMs: expect.any(Number) },
      },
    ]);
    reply.destroy();
    await expectOpen(0);
  });

  it('ends with an error that says what is wrong when that is found out on the way', async () => {
    const elasticsearch = await elasticsearchInBetween(api.elasticsearchUrl);
    const behind = await apiHarness({ ELASTICSEARCH_URL: elasticsearch.url });
    try {
      const holder = await behind.keyOf(behind.tenants.acme, ['search']);
      elasticsearch.afterNextSearch(() => Promise.reject(new Error('cutting the connection')));
      const events: SeenEvent[] = [];
      for await (const event of readEvents(await openAnswer(behind.url('/v1/logs/stream'), holder)))
        events.push(event);
      expect(events.map(({ event }) => event)).toEqual(['watermark', 'error']);
      expect(events[1]?.data).toMatchObject({ code: 'unavailable', status: 503 });
      await expectOpen(0, behind);
    } finally {
      await behind.close();
      await elasticsearch.close();
    }
  });

  it('waits for a client that does not read, while another reads all', async () => {
    const holder = await api.keyOf(api.tenants.system, ['search']);
    const unread = await openAnswer(url(), holder);
    const { logs } = await streamed({}, {}, holder);
    expect(logs).toHaveLength(BULKY.count);
    await expectOpen(1);
    unread.destroy();
    await expectOpen(0);
  });

  it('begins before anything is found, and ends the search when its client leaves', async () => {
    const holder = await api.keyOf(api.tenants.other, ['search']);
    const reply = await openAnswer(url({ q: tangledQuery() }), holder);
    const events = readEvents(reply);
    expect((await events.next()).value).toMatchObject({ event: 'watermark' });
    await waitFor(async () => (await searchesOf(api.tenants.other)).length > 0);
    reply.destroy();
    const running = () => searchesOf(api.tenants.other);
    await waitFor(async () => (await running()).every(({ cancelled }) => cancelled), 3_000);
    await waitFor(async () => (await running()).length === 0);
    await expectOpen(0);
  });

  /** Searches for a tenant that run in Elasticsearch now. */
  async function searchesOf(tenant: string) {
    const reply = await fetch(`${process.env['ELASTICSEARCH_URL']}/_tasks?actions=*search*&detailed=true`);
    const { nodes } = (await reply.json()) as {
      nodes: Record<string, { tasks: Record<string, SearchTask> }>;
    };
    const tasks = Object.values(nodes).flatMap((node) => Object.values(node.tasks));
    return tasks.filter(({ description }) => description.includes(tenant));
  }

  it("shows nobody another tenant's logs, whatever place they go on from", async () => {
    const holder = await api.keyOf(api.tenants.system, ['search']);
    const [first] = (await streamed({ limit: '1' })).logs;
    for (const sort of ['newest', 'oldest']) {
      const { logs } = await streamed({ sort, q: 'line' }, { 'last-event-id': first!.id! }, holder);
      expect(logs).toEqual([]);
    }
    expect((await api.call('GET', '/v1/logs/stream')).status).toBe(401);
    expect((await api.call('GET', `/v1/logs/stream?key=${holder}`)).status).toBe(401);
  });
});

interface SearchTask {
  readonly description: string;
  readonly cancelled?: boolean;
}

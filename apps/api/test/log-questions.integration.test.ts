import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNumberNameRegistry } from '@millrace/mongo';
import { addressOf, apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const at = (time: string) => `2026-11-21T${time}.000000000Z`;
const LEVELS = { info: 9, warn: 13, error: 17 } as const;

describe('questions about logs', () => {
  let api: ApiHarness;
  let key: string;
  let log: (
    id: string,
    time: string,
    rest?: Parameters<typeof canonicalDocument>[2],
  ) => ReturnType<typeof canonicalDocument>;
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.acme, ['search']);
    log = (id, time, rest) => canonicalDocument(api.tenants.acme, id, { '@timestamp': at(time), ...rest });
    await api.index([
      ...['12:00:10', '12:00:20', '12:07:30'].map((time, n) =>
        log(`shop-${n}`, time, {
          message: `order ${n} paid`,
          'service.name': 'shop',
          'log.level': 'info',
          severity: LEVELS.info,
          attributes: { user: n < 2 ? 'ada' : 'bob' },
        }),
      ),
      log('shop-error', '12:02:00', { 'service.name': 'shop', severity: LEVELS.error, message: 'no stock' }),
      canonicalDocument(api.tenants.other, 'foreign', {
        '@timestamp': at('12:00:10'),
        'service.name': 'shop',
        message: 'foreign',
      }),
    ]);
  });
  afterAll(() => api.close());

  const get = (path: string, query: Record<string, string> = {}) =>
    api.call('GET', `/v1/logs${path}?${new URLSearchParams(query).toString()}`, { key });

  describe('histogram', () => {
    const histogram = (query: Record<string, string>) =>
      get('/histogram', { q: 'service.name:shop', ...query });

    it('counts by level in an interval for the width, empty buckets too, without being told a range', async () => {
      const { json, status, text } = await histogram({ buckets: '10' });
      expect(status, text).toBe(200);
      expect(json).toMatchObject({
        from: '2026-11-21T12:00:10.000Z',
        to: '2026-11-21T12:07:30.001Z',
        interval: '1m',
        groups: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'],
        ...{ total: 4, documents: 4, estimated: false },
      });
      expect(json.buckets.map(({ count }: { count: number }) => count)).toEqual([2, 0, 1, 0, 0, 0, 0, 1]);
      expect(json.buckets[2]).toEqual({
        start: '2026-11-21T12:02:00.000Z',
        ...{ count: 1, counts: [0, 1, 0, 0, 0, 0, 0], other: 0, none: 0 },
      });
    });

    it('counts by the commonest values of a field, the other values and the lines without it', async () => {
      const { json } = await histogram({ by: 'user', top: '1', interval: '1d' });
      expect(json.groups).toEqual(['ada']);
      expect(json.buckets).toEqual([
        { start: '2026-11-21T00:00:00.000Z', count: 4, counts: [2], other: 1, none: 1 },
      ]);
    });

    it('counts what sampled documents stand for, and says that it is an estimate', async () => {
      const weighted = { 'event.sample_weight': 10, 'service.name': 'sampled' };
      await api.index([
        log('w1', '13:00:00', weighted),
        log('w2', '13:00:01', { 'service.name': 'sampled' }),
      ]);
      const { json } = await histogram({ q: 'service.name:sampled', interval: '1h' });
      expect(json).toMatchObject({ total: 11, documents: 2, estimated: true });
      expect(json.buckets).toMatchObject([{ count: 11, counts: [0, 0, 0, 11, 0, 0, 0] }]);
    });

    it('has no buckets where nothing is, and empty ones in a range that was given', async () => {
      const { json } = await histogram({ q: 'nothing' });
      expect(json).toMatchObject({ from: null, to: null, interval: null, buckets: [], total: 0 });
      const given = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', interval: '6h' };
      const empty = await histogram({ q: 'nothing', ...given });
      expect(empty.json.buckets.map(({ count }: { count: number }) => count)).toEqual([0, 0, 0, 0]);
    });

    it.each([
      [
        { interval: '1ms', from: '2026-11-21T12:00:00Z', to: '2026-11-21T13:00:00Z' },
        /expected 10s or longer/,
      ],
      [{ interval: '7m' }, /interval: given/],
      [{ by: 'message' }, /by: given message/],
      [{ buckets: '501' }, /buckets/],
    ])('refuses %j', async (query, detail) => {
      const { status, json } = await histogram(query);
      expect([status, json.code]).toEqual([400, 'invalid-request']);
      expect(json.detail).toMatch(detail);
    });
  });

  describe('one log', () => {
    it('is shown under the id that hits carry', async () => {
      const { json: page } = await get('', { q: 'service.name:shop', limit: '1', sort: 'oldest' });
      const [hit] = page.items;
      const { json, status } = await get(`/${hit._id}`);
      expect([status, json.log]).toEqual([200, hit]);
      expect(json.completeness).toBeDefined();
    });

    it('is not found when there is none, when it is another tenant’s, or when its id is none', async () => {
      const foreign = canonicalDocument(api.tenants.other, 'foreign', { '@timestamp': at('12:00:10') });
      const missing = addressOf(log('missing', '12:00:10')).id;
      for (const id of [addressOf(foreign).id, missing, '_'.repeat(22), 'shop-1', '%00', '*']) {
        for (const path of [`/${id}`, `/${id}/context`]) {
          const { status, json } = await get(path);
          expect([path, status, json.code]).toEqual([path, 404, 'not-found']);
        }
      }
      const key = await api.keyOf(api.tenants.other, ['search']);
      const own = await api.call('GET', `/v1/logs/${addressOf(foreign).id}`, { key });
      expect(own.json.log.message).toBe('foreign');
    });
  });

  describe('context', () => {
    const web = { 'service.name': 'web', 'host.name': 'web-1' };
    const numbered = (n: number) =>
      // Pairs share an instant, and days change between 5 and 6.
      log(`c-${String(9 - n)}`, '', {
        ...web,
        '@timestamp': `2026-11-${n < 6 ? 18 : 19}T10:00:0${Math.floor(n / 2)}.000000000Z`,
        message: `line ${n}`,
      });
    const messages = (lines: { message: string }[]) => lines.map(({ message }) => Number(message.slice(5)));
    let id: string;
    beforeAll(async () => {
      const near = { '@timestamp': '2026-11-18T10:00:02.000000000Z' };
      await api.index([
        ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(numbered),
        log('c-host', '', { ...near, 'service.name': 'web', 'host.name': 'web-2' }),
        log('c-no-host', '', { ...near, 'service.name': 'web' }),
        log('c-test', '', { ...near, ...web, 'service.environment': 'test' }),
        canonicalDocument(api.tenants.other, 'c-foreign', { ...near, ...web }),
      ]);
      id = addressOf(numbered(4)).id;
    });

    it('has the lines around one of the same service, environment and host, over days', async () => {
      const { json, status, text } = await get(`/${id}/context`, { before: '2', after: '3' });
      expect(status, text).toBe(200);
      expect(json.line.message).toBe('line 4');
      expect(messages(json.before)).toEqual([2, 3]);
      expect(messages(json.after)).toEqual([5, 6, 7]);
      expect(json.source).toEqual({ ...web, 'service.environment': null });
    });

    it('goes on in both directions, lines of one instant in the order they came, none twice', async () => {
      let { json } = await get(`/${id}/context`, { before: '1', after: '1' });
      const seen = [...messages(json.before), 4, ...messages(json.after)];
      const { after } = json.cursors;
      for (let cursor = json.cursors.before; cursor; cursor = json.cursors.before) {
        ({ json } = await get(`/${id}/context`, { cursor, before: '2' }));
        expect(json.after).toEqual([]);
        seen.unshift(...messages(json.before));
      }
      ({ json } = await get(`/${id}/context`, { cursor: after, after: '9' }));
      seen.push(...messages(json.after));
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const late = log('late', '', {
        ...web,
        '@timestamp': '2026-11-20T00:00:00.000000000Z',
        message: 'line 10',
      });
      await api.index([late]);
      ({ json } = await get(`/${id}/context`, { cursor: json.cursors.after }));
      expect(messages(json.after)).toEqual([10]);
    });

    it('takes no cursor of another line, another tenant or another route', async () => {
      const { json } = await get(`/${id}/context`, { before: '1' });
      const page = await get('', { limit: '1' });
      const other = addressOf(numbered(5)).id;
      for (const [of, cursor] of [
        [other, json.cursors.before],
        [id, page.json.cursor],
        [id, 'x'],
      ]) {
        const answer = await get(`/${of}/context`, { cursor });
        expect([answer.status, answer.json.code]).toEqual([400, 'invalid-cursor']);
      }
    });
  });

  describe('fields', () => {
    const fields = async (query: Record<string, string>) => {
      const { json, status, text } = await get('/fields', query);
      expect(status, text).toBe(200);
      return json;
    };

    it('has names, types, how often, and the commonest values', async () => {
      const json = await fields({ q: 'service.name:shop' });
      const named = (name: string) => json.fields.find((field: { name: string }) => field.name === name);
      expect(json.sample).toEqual({ documents: 4, of: 4, share: 1 });
      expect(named('attributes.user')).toEqual({
        name: 'attributes.user',
        type: 'attribute',
        ...{ documents: 3, share: 0.75, moreValues: false },
        values: [
          { value: 'ada', count: 2 },
          { value: 'bob', count: 1 },
        ],
      });
      expect(named('message')).toMatchObject({ type: 'text', documents: 4, values: [] });
      expect(named('trace.id')).toMatchObject({ type: 'keyword', documents: 0 });
      expect(named('@timestamp')).toMatchObject({ type: 'date', documents: 4 });
      expect(named('tenant').values).toEqual([{ value: api.tenants.acme, count: 4 }]);
      expect(named('attributes')).toBeUndefined();
    });

    it('completes names, with or without what is before them, and values', async () => {
      const names = async (prefix: string) =>
        (await fields({ prefix })).fields.map(({ name }: { name: string }) => name);
      expect(await names('serv')).toEqual(['service.name', 'service.environment', 'service.version']);
      expect(await names('us')).toEqual(['attributes.user']);
      const { fields: found } = await fields({ field: 'user', prefix: 'B' });
      expect(found).toMatchObject([{ name: 'attributes.user', values: [{ value: 'bob', count: 1 }] }]);
      expect((await fields({ field: 'level', prefix: 'i' })).fields[0].values).toMatchObject([
        { value: 'info' },
      ]);
    });

    it('looks at no more than the sample, spread over the range, and says so', async () => {
      const json = await fields({ q: 'service.name:shop', sample: '2' });
      expect(json.sample).toEqual({ documents: 2, of: 4, share: 0.5 });
      expect(await fields({ q: 'nothing' })).toMatchObject({ sample: { documents: 0, of: 0, share: 1 } });
    });

    it('knows the registered numbers before the first document has one', async () => {
      await createNumberNameRegistry(api.mongo).register(api.tenants.acme, ['latency_ms']);
      const { fields: found } = await fields({ prefix: 'late' });
      expect(found).toMatchObject([{ name: 'numbers.latency_ms', type: 'number', documents: 0 }]);
    });
  });

  describe('patterns', () => {
    const line = (n: number) => {
      const [message, level] =
        n % 3 === 0
          ? [`Disk ${n} of /dev/sd${n} is full`, 'error']
          : [`Login of user-${n} from 10.0.0.${n}`, 'info'];
      const attributes = { 'log.level': level, message, 'service.name': 'patterns' };
      return log(`p-${n}`, `14:00:${String(n).padStart(2, '0')}`, attributes);
    };
    beforeAll(() => api.index(Array.from({ length: 30 }, (_, n) => line(n))));
    const patterns = async (query: Record<string, string> = {}) => {
      const { json, status, text } = await get('/patterns', { q: 'service.name:patterns', ...query });
      expect(status, text).toBe(200);
      return json;
    };

    it('has the templates of the messages, with counts, levels, times, and ids of lines', async () => {
      const json = await patterns();
      expect(json).toMatchObject({ sample: { documents: 30, of: 30, share: 1 }, more: 0, unmatched: 0 });
      expect(json.patterns).toMatchObject([
        { template: 'Login of user-<num> from <ip>', lines: 20, estimated: 20, levels: { info: 20 } },
        { template: 'Disk <num> of /dev/sd<num> is full', lines: 10, share: 1 / 3, levels: { error: 10 } },
      ]);
      const [, disk] = json.patterns;
      expect([disk.first, disk.last]).toEqual([at('14:00:00'), at('14:00:27')]);
      const shown = await get(`/${disk.examples[0]}`);
      expect(shown.json.log.message).toMatch(/^Disk/);
    });

    it('comes with filters that find the lines', async () => {
      for (const { filter, lines } of (await patterns()).patterns) {
        const { json } = await get('', { q: `service.name:patterns ${filter}`, limit: '0' });
        expect([filter, json.total.value]).toEqual([filter, lines]);
      }
    });

    it('estimates from a sample, the same one each time', async () => {
      const json = await patterns({ sample: '15', limit: '1' });
      expect(json).toMatchObject({ sample: { documents: 15, of: 30, share: 0.5 }, more: 1 });
      expect(json.patterns[0].estimated).toBe(json.patterns[0].lines * 2);
      expect((await patterns({ sample: '15', limit: '1' })).patterns).toEqual(json.patterns);
    });
  });
});

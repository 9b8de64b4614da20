import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnswer, waitFor } from '@millrace/testing';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const COUNT = 1_500;
const MS_PER_LOG = 100_000_000 / COUNT;
/** Together more than the buffers between two ends of a connection. */
const BULKY = { count: 100, bytes: 200_000 };

/** Logs of three days, three of each time; ids in no order of time, and some that need care in an address. */
function logOf(tenant: string, n: number) {
  const time = new Date(
    Date.parse('2026-11-19T12:00:00Z') + Math.floor(n / 3) * 3 * MS_PER_LOG,
  ).toISOString();
  const id = `${['b', 'a,%41', 'ü c'][n % 3]}-${(n * 7_919) % COUNT}`;
  return canonicalDocument(tenant, id, {
    '@timestamp': `${time.slice(0, -1)}000000Z`,
    message: `line ${n} ${n % 2 ? 'odd' : 'even'}`,
  });
}

describe('an export', () => {
  let api: ApiHarness;
  let key: string;
  let inOrder: string[];
  beforeAll(async () => {
    api = await apiHarness();
    const { acme, other } = api.tenants;
    key = await api.keyOf(acme, ['search']);
    const logs = Array.from({ length: COUNT }, (_, n) => logOf(acme, n));
    await api.index(
      Array.from({ length: BULKY.count }, (_, n) =>
        canonicalDocument(api.tenants.system, `bulky-${n}`, { message: 'x'.repeat(BULKY.bytes) }),
      ),
    );
    await api.index([...logs, canonicalDocument(other, 'foreign', { message: 'line odd' })]);
    const placed = logs.map(
      (log) => [`${log['@timestamp']},`, log['event.id'], JSON.stringify(log)] as const,
    );
    inOrder = placed
      .toSorted((a, b) => Buffer.compare(Buffer.from(a[0] + a[1]), Buffer.from(b[0] + b[1])))
      .map(([, , json]) => json);
  });
  afterAll(() => api.close());

  const path = (query: Record<string, string>) => `/v1/logs/export?${new URLSearchParams(query).toString()}`;
  const whole = (query: Record<string, string> = {}) => api.call('GET', path(query), { key });
  const linesOf = (text: string) => text.split('\n').slice(0, -1);
  const positionOf = (line: string) => {
    const log = JSON.parse(line) as Record<string, string>;
    return `${log['@timestamp']},${log['event.id']}`;
  };
  const opened = (headers = {}, holder = key) => openAnswer(api.url(path({})), holder, headers);

  it('has every log once, by time and id, as it was indexed, and says how many there are', async () => {
    const { text, headers } = await whole();
    expect(linesOf(text)).toEqual(inOrder);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(headers.get('millrace-total')).toBe(String(COUNT));
    const { completeness, tailCursor } = (await api.call('GET', '/v1/logs', { key })).json;
    expect(JSON.parse(headers.get('millrace-completeness') ?? '')).toEqual({
      ...completeness,
      asOf: expect.any(String),
      ...(completeness.upTo !== null && { upTo: expect.any(String) }),
      ...(completeness.reason !== undefined && { reason: expect.any(String) }),
    });
    expect(headers.has('millrace-tail-cursor')).toBe(tailCursor !== null);
    expect(headers.get('content-disposition')).toMatch(/filename="logs-acme_\w+-\d{8}T\d{6}Z\.ndjson"$/);
    expect(linesOf((await whole({ sort: 'newest' })).text)).toEqual(inOrder.toReversed());
  });

  it('has what the query and the range ask for, and may have nothing', async () => {
    const { text, headers } = await whole({ q: 'odd', from: '2026-11-20T00:00:00Z' });
    const expected = inOrder.filter((json) => json.includes(' odd') && json.includes('2026-11-20'));
    expect(linesOf(text)).toEqual(expected);
    expect(headers.get('millrace-total')).toBe(String(expected.length));
    expect(await whole({ q: 'nowhere' })).toMatchObject({ status: 200, text: '' });
  });

  it.each(['oldest', 'newest'])('that was cut goes on behind the last whole line, %s first', async (sort) => {
    const order = sort === 'oldest' ? inOrder : inOrder.toReversed();
    for (const at of [0, 1, 499, COUNT - 2, COUNT - 1]) {
      const rest = await whole({ sort, after: positionOf(order[at]!) });
      expect(linesOf(rest.text)).toEqual(order.slice(at + 1));
      expect(rest.headers.get('millrace-total')).toBe(String(COUNT - at - 1));
    }
  });

  it('is compressed for whom it may be', async () => {
    const reply = await opened({ 'accept-encoding': 'br, gzip;q=0.5' });
    const chunks = (await reply.toArray()) as Buffer[];
    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(linesOf(gunzipSync(Buffer.concat(chunks)).toString())).toEqual(inOrder);
    const plain = await opened({ 'accept-encoding': 'gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    plain.destroy();
  });

  it('holds a place only as long as it runs: the third of a key is told to wait, until one leaves', async () => {
    const bulky = await api.keyOf(api.tenants.system, ['search']);
    const ask = (method: string, query = {}) => api.call(method, path(query), { key: bulky });
    await expectTaken(0);
    const [one, two] = [await opened({}, bulky), await opened({}, bulky)];
    const third = await ask('GET');
    expect([third.status, third.json.code, third.headers.get('retry-after')]).toEqual([429, 'too-busy', '5']);
    one.destroy();
    two.destroy();
    await expectTaken(0);
    for (const refused of [{ q: 'severity>=foo' }, { after: 'x' }]) {
      expect((await ask('GET', refused)).status).toBe(400);
    }
    expect((await ask('HEAD')).headers.get('millrace-total')).toBe(String(BULKY.count));
    await expectTaken(0);
  });

  async function expectTaken(count: number): Promise<void> {
    const gauge = `millrace_api_open_flows{flow="exports"} ${count}\n`;
    await waitFor(async () => (await api.call('GET', '/metrics')).text.includes(gauge));
  }

  it.each([
    ['', 'after: given ""'],
    ['2026-11-21T12:00:00Z,a', 'the @timestamp and the event.id'],
    ['2026-02-30T00:00:00.000000000Z,a', 'the @timestamp'],
    ['1969-12-31T00:00:00.000000000Z,a', 'the @timestamp'],
    ['2026-11-21T12:00:00.000000000Z,', 'the @timestamp'],
    ['2026-11-21T12:00:00.000000000Z', 'the @timestamp'],
  ])('refuses to go on after %j', async (after, detail) => {
    const { status, json } = await whole({ after });
    expect([status, json.code]).toEqual([400, 'invalid-request']);
    expect(json.detail).toContain(detail);
  });

  it("shows nobody another tenant's logs, whatever place they go on from", async () => {
    const foreign = await api.keyOf(api.tenants.other, ['search']);
    const after = positionOf(inOrder[0]!);
    for (const query of [{}, { q: `tenant:${api.tenants.acme}` }, { after }, { after, sort: 'newest' }]) {
      const { text } = await api.call('GET', path(query), { key: foreign });
      expect(linesOf(text).every((line) => JSON.parse(line)['event.id'] === 'foreign')).toBe(true);
    }
  });
});

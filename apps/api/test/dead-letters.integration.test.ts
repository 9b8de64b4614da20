import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadLetterRecord, recordEnvelope } from '@millrace/dead-letter';
import type { DeadLetterCode } from '@millrace/schemas';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const BINARY = Buffer.from([0xff, 0x00, 0x7b]);

describe('dead letters', () => {
  let api: ApiHarness;
  let acme: string;
  let system: string;
  beforeAll(async () => {
    api = await apiHarness();
    acme = await api.keyOf(api.tenants.acme, ['admin']);
    system = await api.keyOf(api.tenants.system, ['admin']);
    for (let n = 0; n < 5; n++) await write(n, api.tenants.acme, n % 2 ? 'invalid-json' : 'invalid-utf8');
    await write(10, api.tenants.other, 'poison');
    await write(11, undefined, 'unknown-tenant');
  });
  afterAll(() => api.close());

  async function write(offset: number, tenant: string | undefined, code: DeadLetterCode): Promise<void> {
    const source = {
      topic: 'logs.raw',
      partition: 1,
      offset,
      timestampMs: 1_763_726_400_000,
      key: Buffer.from('k'),
    };
    const failure = {
      app: 'ingest',
      step: 'parse',
      code,
      reason: `bad at ${offset}`,
      ...(tenant && { tenant }),
      redacted: 0,
    };
    const value = code === 'invalid-utf8' ? BINARY : Buffer.from(`{"bad": ${offset}`);
    const letter = deadLetterRecord(recordEnvelope(source, failure), {
      value,
      headers: { 'content-type': 'application/json' },
    });
    await api.producer.send([{ ...letter, topic: api.names.deadLetters }]);
  }
  const list = (key: string, query = '') => api.call('GET', `/v1/dead-letters${query}`, { key });
  const offsets = (json: { items: { offset: number }[] }) => json.items.map(({ offset }) => offset);

  it('are listed newest first, a tenant’s own only', async () => {
    const { status, json } = await list(acme);
    expect([status, offsets(json), json.cursor]).toEqual([200, [4, 3, 2, 1, 0], null]);
    expect(json.items[0]).toMatchObject({
      topic: 'logs.raw',
      partition: 1,
      app: 'ingest',
      step: 'parse',
      code: 'invalid-utf8',
      reason: 'bad at 4',
      tenant: api.tenants.acme,
      recordedAt: '2025-11-21T12:00:00.000Z',
      bytes: 3,
    });
  });

  it('of no tenant are shown to the system tenant, which does not see the others’ either', async () => {
    expect(offsets((await list(system)).json)).toEqual([11]);
  });

  it('are paged by a cursor of the tenant and filtered', async () => {
    const first = (await list(acme, '?limit=2')).json;
    const second = (await list(acme, `?limit=2&cursor=${first.cursor}`)).json;
    const third = (await list(acme, `?limit=2&cursor=${second.cursor}`)).json;
    expect([offsets(first), offsets(second), offsets(third), third.cursor]).toEqual([
      [4, 3],
      [2, 1],
      [0],
      null,
    ]);
    expect((await list(system, `?limit=2&cursor=${first.cursor}`)).json.code).toBe('invalid-cursor');
    expect(offsets((await list(acme, '?code=invalid-json')).json)).toEqual([3, 1]);
    expect(offsets((await list(acme, '?app=indexer')).json)).toEqual([]);
    const { fingerprint } = first.items[0];
    expect(offsets((await list(acme, `?fingerprint=${fingerprint}`)).json)).toEqual([4, 2, 0]);
    expect((await list(acme, '?code=nonsense')).json.code).toBe('invalid-request');
  });

  it('are shown with headers and bytes, as text when they are UTF-8', async () => {
    const { items } = (await list(acme)).json;
    const text = await api.call('GET', `/v1/dead-letters/${items[1].id}`, { key: acme });
    expect(text.json).toMatchObject({
      id: items[1].id,
      headers: { 'content-type': 'application/json' },
      text: '{"bad": 3',
      base64: Buffer.from('{"bad": 3').toString('base64'),
      key: Buffer.from('k').toString('base64'),
    });
    const binary = await api.call('GET', `/v1/dead-letters/${items[0].id}`, { key: acme });
    expect(binary.json.base64).toBe(BINARY.toString('base64'));
    expect(binary.json).not.toHaveProperty('text');
  });

  it('of another tenant, of another place or of none are not found', async () => {
    const [unknown] = (await list(system)).json.items;
    const [own] = (await list(acme)).json.items;
    const [partition, , identity] = own.id.split('.');
    for (const id of [
      unknown.id,
      `${partition}.999.${identity}`,
      `77.0.${identity}`,
      `${partition}.0.AAAA`,
      'nonsense',
    ]) {
      const answer = await api.call('GET', `/v1/dead-letters/${id}`, { key: acme });
      expect([id, answer.status, answer.json.code]).toEqual([id, 404, 'not-found']);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorrelationGroup } from '@millrace/schemas';
import { GROUP_FIRST, sampleGroup } from '@millrace/testing';
import { addressOf, apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const minute = (n: number) => `2026-11-21T12:${String(n).padStart(2, '0')}:00.000000000Z`;

describe('correlations', () => {
  let api: ApiHarness;
  let key: string;
  let otherKey: string;
  let groups: Readonly<Record<'paid' | 'failed' | 'merged' | 'foreign', CorrelationGroup>>;
  beforeAll(async () => {
    api = await apiHarness();
    const { acme, other } = api.tenants;
    key = await api.keyOf(acme, ['search']);
    otherKey = await api.keyOf(other, ['search']);
    const logs = [0, 1].map((n) =>
      canonicalDocument(acme, `log-${n}`, { '@timestamp': minute(n), 'service.name': 'checkout' }),
    );
    const memberOf = (document: (typeof logs)[number], offset: number) => ({
      ...{ topic: 'logs', partition: 0, offset, documentId: addressOf(document).id, severity: 9 },
      ...{ '@timestamp': document['@timestamp'], 'service.name': 'checkout' },
    });
    const gone = canonicalDocument(acme, 'gone', { '@timestamp': minute(2) });
    groups = {
      paid: sampleGroup(acme, 'req-38101a0b-2096', {
        ...{ status: 'complete', services: ['checkout', 'payment-api'], logs: 5, last: minute(2) },
        members: [...logs, gone].map(memberOf),
      }),
      failed: sampleGroup(acme, 'order-77', {
        ...{ '@timestamp': minute(3), services: ['checkout'], errors: 4 },
      }),
      merged: sampleGroup(acme, 'order-78', { '@timestamp': minute(4), status: 'merged' }),
      foreign: sampleGroup(other, 'order-77', { services: ['checkout'], errors: 9 }),
    };
    await api.index(logs);
    await api.indexGroups(Object.values(groups));
  });
  afterAll(() => api.close());

  const list = (query: Record<string, string>, as = key) =>
    api.call('GET', `/v1/correlations?${new URLSearchParams(query).toString()}`, { key: as });
  const show = (id: string, as = key) => api.call('GET', `/v1/correlations/${id}`, { key: as });
  const idsOf = async (query: Record<string, string>) => {
    const { json, status, text } = await list(query);
    expect(status, text).toBe(200);
    return json.items.map((item: CorrelationGroup) => item['correlation.id']);
  };

  it.each([
    [{}, ['order-77', 'req-38101a0b-2096']],
    [{ text: 'req-38101a0b-2096' }, ['req-38101a0b-2096']],
    [{ text: 'req-3810' }, ['req-38101a0b-2096']],
    [{ text: 'payment' }, ['req-38101a0b-2096']],
    [{ text: 'order checkout' }, ['order-77']],
    [{ text: 'order payment' }, []],
    [{ text: 'ORDER-7' }, ['order-77']],
    [{ text: '0b-2096' }, []],
    [{ text: '38101a0b-2096' }, ['req-38101a0b-2096']],
    [{ text: '*' }, []],
    [{ status: 'complete' }, ['req-38101a0b-2096']],
    [{ status: 'merged' }, ['order-78']],
    [{ service: 'payment-api' }, ['req-38101a0b-2096']],
    [{ service: 'payment' }, []],
    [{ minErrors: '4' }, ['order-77']],
    [{ minErrors: '5' }, []],
    [{ from: '2026-11-21T12:03:00Z' }, ['order-77']],
    [{ to: '2026-11-21T12:03:00Z' }, ['req-38101a0b-2096']],
    [{ correlationId: 'order-77' }, ['order-77']],
    [{ correlationId: 'order-7' }, []],
    [{ correlationId: 'ORDER-77' }, []],
    [{ correlationId: 'order-77', minErrors: '5' }, []],
  ])('%j finds %j, newest first', async (query, expected) => expect(await idsOf(query)).toEqual(expected));

  it('lists groups without their members, with the rest as it was indexed', async () => {
    const { json } = await list({ text: 'order-77' });
    const { members: _, ...rest } = groups.failed;
    expect(json).toMatchObject({ items: [rest], total: { value: 1, relation: 'eq' }, cursor: null });
    expect(json.items[0]).not.toHaveProperty('members');
  });

  it('finds all that begin as asked, however many', async () => {
    const { system } = api.tenants;
    const many = Array.from({ length: 120 }, (_, n) =>
      sampleGroup(system, `4${String(n).padStart(3, '0')}f`),
    );
    await api.indexGroups(many);
    const { json } = await list({ text: '4' }, await api.keyOf(system, ['search']));
    expect(json.total).toEqual({ value: many.length, relation: 'eq' });
  });

  it('pages, each group once, and refuses a cursor of another query, tenant or kind', async () => {
    const first = await list({ limit: '1' });
    expect(first.json.items).toHaveLength(1);
    const cursor = String(first.json.cursor);
    const second = await list({ limit: '1', cursor });
    expect(second.json.items[0].id).toBe(groups.paid.id);
    for (const [query, as] of [
      [{ limit: '1', cursor, minErrors: '1' }, key],
      [{ limit: '1', cursor }, otherKey],
    ] as const) {
      expect((await list(query, as)).json).toMatchObject({ status: 400, code: 'invalid-cursor' });
    }
    const logs = await api.call('GET', `/v1/logs?cursor=${cursor}`, { key });
    expect(logs.json).toMatchObject({ status: 400, code: 'invalid-cursor' });
  });

  it('shows a group with its logs by time, and names those that are not found', async () => {
    const { status, json } = await show(groups.paid.id);
    expect(status).toBe(200);
    expect(json.group).toEqual(groups.paid);
    expect(json.logs.map((log: { 'event.id': string }) => log['event.id'])).toEqual(['log-0', 'log-1']);
    expect(json.absent).toEqual([groups.paid.members[2]]);
    expect(json.notListed).toBe(2);
  });

  it('never shows a group or a log of another tenant', async () => {
    expect((await show(groups.foreign.id)).status).toBe(404);
    expect((await show(groups.paid.id, otherKey)).status).toBe(404);
    expect((await list({}, otherKey)).json.items.map(({ id }: { id: string }) => id)).toEqual([
      groups.foreign.id,
    ]);
    expect((await list({ correlationId: 'order-77' }, otherKey)).json.items).toMatchObject([
      { id: groups.foreign.id },
    ]);
    expect((await list({ correlationId: 'req-38101a0b-2096' }, otherKey)).json.items).toEqual([]);
    expect((await list({ text: `tenant:${api.tenants.other}` })).json.items).toEqual([]);
    const [log] = groups.paid.members;
    const thief = sampleGroup(api.tenants.other, 'thief', {
      members: [{ ...log!, '@timestamp': GROUP_FIRST }],
    });
    await api.indexGroups([thief]);
    const shown = await show(thief.id, otherKey);
    expect(shown.json).toMatchObject({ logs: [], absent: [{ documentId: log!.documentId }] });
  });

  it.each(['nonsense', 'A'.repeat(22), '_'.repeat(22), '..%2F..%2F_search', '*'])(
    'answers an id nobody has with not-found: %s',
    async (id) => expect((await show(id)).json).toMatchObject({ status: 404, code: 'not-found' }),
  );

  it.each([
    [{ minErrors: '-1' }, 'minErrors'],
    [{ status: 'open' }, 'status'],
    [{ limit: '0' }, 'limit'],
    [{ correlationId: '' }, 'correlationId'],
    [{ text: 'x '.repeat(33) }, 'text'],
    [{ from: '2026-11-22T00:00:00Z', to: '2026-11-21T00:00:00Z' }, 'from'],
    [{ service: 'a', sevrice: 'b' }, 'sevrice'],
  ])('refuses %j by name', async (query, name) => {
    const { json } = await list(query);
    expect(json).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(json.detail).toContain(name);
  });

  it('wants the scope search', async () => {
    const ingest = await api.keyOf(api.tenants.acme, ['ingest']);
    expect((await list({}, ingest)).status).toBe(403);
    expect((await show(groups.paid.id, ingest)).status).toBe(403);
  });
});

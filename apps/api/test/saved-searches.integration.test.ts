import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

describe('saved searches', () => {
  let api: ApiHarness;
  let keys: Record<'owner' | 'colleague' | 'admin' | 'stranger' | 'sender', string>;
  beforeAll(async () => {
    api = await apiHarness();
    const { acme, other } = api.tenants;
    keys = {
      owner: await api.keyOf(acme, ['search']),
      colleague: await api.keyOf(acme, ['search']),
      admin: await api.keyOf(acme, ['search', 'admin']),
      stranger: await api.keyOf(other, ['search', 'admin']),
      sender: await api.keyOf(acme, ['ingest']),
    };
  });
  afterAll(() => api.close());

  const ask = (who: keyof typeof keys, method: string, id = '', body?: object) =>
    api.call(method, `/v1/searches${id && `/${id}`}`, { key: keys[who], ...(body && { body }) });
  async function created(name: string) {
    const { status, json, text } = await ask('owner', 'POST', '', { name, q: 'level:error' });
    expect(status, text).toBe(201);
    return json;
  }

  it('are kept, listed by name, read, changed and removed', async () => {
    const late = await created('late');
    const early = await created(' early ');
    expect(early).toMatchObject({ name: 'early', q: 'level:error', description: '', version: 1 });
    expect((await ask('colleague', 'GET')).json.items).toEqual([early, late]);
    const changed = await ask('owner', 'PUT', late.id, {
      name: 'later',
      q: 'warn',
      description: 'd',
      version: 1,
    });
    expect(changed.json).toMatchObject({
      id: late.id,
      name: 'later',
      q: 'warn',
      version: 2,
      owner: late.owner,
    });
    expect((await ask('colleague', 'GET', late.id)).json).toEqual(changed.json);
    expect((await ask('owner', 'DELETE', late.id)).json).toEqual(changed.json);
    expect((await ask('owner', 'GET', late.id)).json).toMatchObject({ status: 404, code: 'not-found' });
    await ask('owner', 'DELETE', early.id);
  });

  it('are changed by their key and by admins; any key of the tenant that may search sees them', async () => {
    const { id } = await created('mine');
    const body = { name: 'mine', q: 'x', version: 1 };
    for (const [method, sent] of [['PUT', body] as const, ['DELETE', undefined] as const]) {
      expect((await ask('colleague', method, id, sent)).json).toMatchObject({
        status: 403,
        code: 'missing-scope',
      });
      expect((await ask('sender', method, id, sent)).status).toBe(403);
    }
    expect((await ask('sender', 'GET')).status).toBe(403);
    expect((await ask('admin', 'PUT', id, body)).json).toMatchObject({ version: 2, q: 'x' });
    expect((await ask('admin', 'DELETE', id)).status).toBe(200);
  });

  it("are not there for another tenant's admin", async () => {
    const { id } = await created('ours');
    expect((await ask('stranger', 'GET')).json.items).toEqual([]);
    for (const [method, body] of [
      ['GET', undefined] as const,
      ['PUT', { name: 'x', q: '', version: 1 }] as const,
      ['DELETE', undefined] as const,
    ]) {
      expect((await ask('stranger', method, id, body)).json).toMatchObject({
        status: 404,
        code: 'not-found',
      });
    }
    expect((await ask('stranger', 'POST', '', { name: 'ours', q: '' })).status).toBe(201);
    expect((await ask('owner', 'GET', id)).json).toMatchObject({ name: 'ours', version: 1 });
    await ask('owner', 'DELETE', id);
  });

  it('are refused under a name that is taken, from an old version, and where the query is not understood', async () => {
    const first = await created('first');
    const second = await created('second');
    const conflict = { status: 409, code: 'conflict' };
    expect((await ask('owner', 'POST', '', { name: 'first', q: '' })).json).toMatchObject(conflict);
    const renamed = { name: 'first', q: '', version: 1 };
    expect((await ask('owner', 'PUT', second.id, renamed)).json).toMatchObject(conflict);
    const stale = await ask('owner', 'PUT', first.id, { ...renamed, version: 7 });
    expect(stale.json).toMatchObject({ ...conflict, version: 1 });
    const wrong = await ask('owner', 'POST', '', { name: 'wrong', q: 'ok severity>=foo' });
    expect(wrong.json).toMatchObject({ status: 400, code: 'invalid-query', column: 14 });
    for (const body of [{ name: ' ', q: '' }, { name: 'x'.repeat(101), q: '' }, { name: 'x' }]) {
      expect((await ask('owner', 'POST', '', body)).json).toMatchObject({
        status: 400,
        code: 'invalid-request',
      });
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '@millrace/schemas';
import type { ApiDependencies } from '../src/api-dependencies.js';
import { apiRoutes } from '../src/api-routes.js';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

/** Declaring routes touches no dependency. */
const ROUTES = apiRoutes({} as ApiDependencies);
const MATRIX = ROUTES.flatMap((route) =>
  SCOPES.map((scope) => {
    const reaches = route.scopes.every((needed) => needed === scope);
    return { method: route.method, path: route.path, scope, reaches };
  }),
);
const pathOf = (path: string) => path.replace(':id', 'aaaaaaaaaaaa');

describe('access', () => {
  let api: ApiHarness;
  const keys = new Map<string, string>();
  beforeAll(async () => {
    api = await apiHarness();
    for (const scope of SCOPES) keys.set(scope, await api.keyOf(api.tenants.system, [scope]));
  });
  afterAll(() => api.close());

  it.each(MATRIX)(
    '$method $path with only $scope: let in $reaches',
    async ({ method, path, scope, reaches }) => {
      const key = keys.get(scope)!;
      const { status, json } = await api.call(method, pathOf(path), { key });
      if (reaches)
        expect(json?.code ?? 'none', String(status)).not.toMatch(/missing-scope|missing-key|invalid-key/);
      else expect([status, json.code]).toEqual([403, 'missing-scope']);
    },
  );

  it.each(ROUTES.map(({ method, path }) => ({ method, path })))(
    '$method $path is closed without a key and with a wrong one',
    async ({ method, path }) => {
      const without = await api.call(method, pathOf(path));
      expect([without.status, without.json.code]).toEqual([401, 'missing-key']);
      const wrong = await api.call(method, pathOf(path), { key: `mr_aaaaaaaaaaaa_${'x'.repeat(43)}` });
      expect([wrong.status, wrong.json.code]).toEqual([401, 'invalid-key']);
      expect((await api.call(method, `${pathOf(path)}?api_key=${keys.get('admin')}`)).status).toBe(401);
    },
  );

  it('tells anyone how the api looks and whether it lives, and nothing else', async () => {
    const description = await api.call('GET', '/openapi.json');
    expect([description.status, description.json.openapi]).toEqual([200, '3.1.0']);
    expect((await api.call('GET', '/healthz')).status).toBe(200);
    expect((await api.call('GET', '/readyz')).json).toMatchObject({ ready: true });
    expect((await api.call('GET', '/v1/nothing')).json.code).toBe('not-found');
  });

  it('shows the pipeline as a whole to admins of the system tenant only', async () => {
    const key = await api.keyOf(api.tenants.acme);
    for (const [method, path, body] of [
      ['GET', '/v1/audit', undefined],
      ['GET', '/v1/audit/deep', undefined],
      ['POST', '/v1/audit/accept', { groupId: 'g', topic: 't', partition: 0, note: 'n' }],
    ] as const) {
      const answer = await api.call(method, path, { key, ...(body && { body }) });
      expect([path, answer.status, answer.json.code]).toEqual([path, 403, 'missing-scope']);
    }
  });
});

describe('keys', () => {
  let api: ApiHarness;
  let system: string;
  let acme: string;
  beforeAll(async () => {
    api = await apiHarness();
    system = await api.keyOf(api.tenants.system);
    acme = await api.keyOf(api.tenants.acme, ['admin', 'search']);
  });
  afterAll(() => api.close());
  const create = (key: string, body: object) => api.call('POST', '/v1/keys', { key, body });

  it('are created, used, listed without their secret, rotated and revoked', async () => {
    const made = await create(system, { name: 'reader', scopes: ['search'], tenant: api.tenants.other });
    expect(made.status).toBe(201);
    expect(made.json.description).toMatchObject({
      name: 'reader',
      scopes: ['search'],
      tenant: api.tenants.other,
    });
    const { key, description } = made.json;
    expect((await api.call('GET', '/v1/principal', { key })).json).toEqual({
      keyId: description.keyId,
      tenant: api.tenants.other,
      scopes: ['search'],
    });
    const listed = await api.call('GET', '/v1/keys', { key: system });
    expect(listed.json.items).toContainEqual(description);
    expect(listed.text).not.toContain(key.slice(-43));

    const rotated = await api.call('POST', `/v1/keys/${description.keyId}/rotate`, {
      key: system,
      body: { overlapSeconds: 60 },
    });
    expect(rotated.status).toBe(201);
    expect((await api.call('GET', '/v1/principal', { key })).status).toBe(200);
    expect((await api.call('GET', '/v1/principal', { key: rotated.json.key })).status).toBe(200);

    const revoked = await api.call('DELETE', `/v1/keys/${description.keyId}`, { key: system });
    expect(revoked.json.expiresAt).toBeDefined();
    expect((await api.call('GET', '/v1/principal', { key })).json.code).toBe('invalid-key');
    expect(
      (await api.call('POST', `/v1/keys/${description.keyId}/rotate`, { key: system, body: {} })).status,
    ).toBe(404);
  });

  it('never reach further than the key that makes or rotates them', async () => {
    expect((await create(acme, { name: 'x', scopes: ['ingest'] })).json.code).toBe('missing-scope');
    expect((await create(acme, { name: 'x', scopes: ['search'], tenant: api.tenants.other })).json.code).toBe(
      'missing-scope',
    );
    expect((await create(acme, { name: 'x', scopes: ['search'] })).json.description.tenant).toBe(
      api.tenants.acme,
    );
    const strong = await create(system, {
      name: 'strong',
      scopes: ['ingest', 'admin'],
      tenant: api.tenants.acme,
    });
    const theft = await api.call('POST', `/v1/keys/${strong.json.description.keyId}/rotate`, {
      key: acme,
      body: {},
    });
    expect([theft.status, theft.json.code]).toEqual([403, 'missing-scope']);
  });

  it('of another tenant are not found', async () => {
    const foreign = await create(system, { name: 'foreign', scopes: ['search'], tenant: api.tenants.other });
    const { keyId } = foreign.json.description;
    expect((await api.call('GET', '/v1/keys', { key: acme })).text).not.toContain(keyId);
    expect((await api.call('DELETE', `/v1/keys/${keyId}`, { key: acme })).status).toBe(404);
    expect((await api.call('POST', `/v1/keys/${keyId}/rotate`, { key: acme, body: {} })).status).toBe(404);
    expect((await api.call('GET', '/v1/principal', { key: foreign.json.key })).status).toBe(200);
  });

  it.each([
    [{ name: '', scopes: ['search'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['search'], tenant: 'Not A Tenant' }, 'tenant'],
    [{ name: 'x', scopes: ['search'], more: 1 }, '(root)'],
    [[], '(root)'],
  ])('are refused with the path of what is wrong: %j', async (body, path) => {
    const { status, json } = await create(system, body);
    expect([status, json.code, json.problems[0].path]).toEqual([400, 'invalid-request', path]);
  });
});

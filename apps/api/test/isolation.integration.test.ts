import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import type { ApiDependencies } from '../src/api-dependencies.js';
import { apiRoutes } from '../src/api-routes.js';
import { openApi } from '../src/open-api.js';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { nameOf, operationsOf } from './fuzz/described-api.js';
import type { ApiDocument } from './fuzz/described-api.js';
import { leaks } from './isolation/hidden-answers.js';
import { matrixCells, requestOf, tryCells, tryHeaders } from './isolation/isolation-matrix.js';
import { NAMEABLE } from './isolation/nameable-things.js';
import { twoTenants } from './isolation/two-tenants.js';
import type { TwoTenants } from './isolation/two-tenants.js';

// Declaring routes touches no dependency.
const OPERATIONS = operationsOf(
  JSON.parse(JSON.stringify(openApi(apiRoutes({} as ApiDependencies)))) as ApiDocument,
);
const { cells, missing } = matrixCells(OPERATIONS);

/** Of a key that is replaced. */
const OVERLAP_S = 1;

describe('what is another tenant’s', () => {
  let api: ApiHarness;
  let world: TwoTenants;
  let before: readonly string[];
  beforeAll(async () => {
    api = await apiHarness();
    world = await twoTenants(api);
    before = await ownView();
  });
  afterAll(() => api.close());

  /** Everything the other tenant sees of its own. */
  const ownView = async () => {
    const paths = OPERATIONS.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
    const answers = await Promise.all(
      paths.map(({ path }) => api.call('GET', path, { key: world.other.key })),
    );
    return answers.map(({ json, text }) =>
      JSON.stringify(json?.items ?? json?.code ?? text.split('\n').length),
    );
  };

  it('can be named in no way that the matrix does not know', () => {
    expect(missing).toEqual([]);
  });

  it('is there, and its owner finds it by the names that are tried', async () => {
    const { other, send } = world;
    for (const path of ['/v1/logs/{id}', '/v1/correlations/{id}', '/v1/dead-letters/{id}']) {
      const operation = OPERATIONS.find((one) => one.path === path)!;
      const own = await send(requestOf(operation, other));
      expect([path, own.status, own.text.includes(other.word)]).toEqual([path, 200, true]);
    }
    const [logs] = OPERATIONS.filter(({ path }) => path === '/v1/logs');
    for (const { foreign } of await NAMEABLE.inQuery['q']!(world, logs!)) {
      const { json } = await api.call('GET', `/v1/logs?q=${encodeURIComponent(foreign)}`, { key: other.key });
      if (!foreign.startsWith('-')) expect([foreign, json.total.value > 0]).toEqual([foreign, true]);
    }
  });

  it('does not follow from headers that name its tenant', async () => {
    const { faults } = await tryHeaders(OPERATIONS, world);
    expect(faults).toEqual([]);
  });

  it('is answered as what does not exist, whatever names it: in a path, a parameter, a header, a cursor, a body', async () => {
    const { attempts, faults } = await tryCells(cells, world);
    expect(faults).toEqual([]);
    expect(attempts).toBeGreaterThan(OPERATIONS.length);
  });

  it('is as it was after all that', async () => {
    expect(await ownView()).toEqual(before);
  });

  /** A key of the other tenant that may do everything. */
  const strongKey = async () => {
    const body = { name: 'x', scopes: [...SCOPES] };
    const { json } = await api.call('POST', '/v1/keys', { key: world.other.key, body });
    return { key: json.key as string, keyId: json.description.keyId as string };
  };
  const statusOf = async (key: string) => (await api.call('GET', '/v1/principal', { key })).status;

  it('is shown to nobody without a valid key of it, wherever the key stands, nor to one of too little scope', async () => {
    const { other, send } = world;
    const revoked = await strongKey();
    const expired = await strongKey();
    expect(await statusOf(revoked.key)).toBe(200);
    // Not tried while it is good: that would be remembered for longer than the overlap.
    const overlap = { key: other.key, body: { overlapSeconds: OVERLAP_S } };
    await api.call('POST', `/v1/keys/${expired.keyId}/rotate`, overlap);
    await api.call('DELETE', `/v1/keys/${revoked.keyId}`, { key: other.key });
    const faults: string[] = [];
    const narrow = new Map<string, string>();
    for (const scope of SCOPES) narrow.set(scope, await api.keyOf(other.name, [scope]));
    await waitFor(async () => (await statusOf(expired.key)) === 401);
    for (const operation of OPERATIONS) {
      const plain = requestOf(operation, other);
      const { authorization: _, ...headers } = plain.headers;
      const expectStatus = async (what: string, request: typeof plain, status: number) => {
        const answer = await send(request);
        if (answer.status !== status || leaks(answer, world, request).length > 0)
          faults.push(`${nameOf(operation)}, ${what}: ${String(answer.status)} ${answer.text.slice(0, 200)}`);
      };
      await expectStatus('no key', { ...plain, headers }, 401);
      for (const name of ['api_key', 'key', 'access_token', 'authorization', 'x-api-key', 'apiKey'])
        await expectStatus(name, { ...plain, headers, target: `${plain.target}?${name}=${other.key}` }, 401);
      await expectStatus('a cookie', { ...plain, headers: { ...headers, cookie: `key=${other.key}` } }, 401);
      await expectStatus(
        'basic',
        { ...plain, headers: { ...headers, authorization: basic(other.key) } },
        401,
      );
      for (const [what, { key }] of Object.entries({ revoked, expired }))
        for (const holder of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }])
          await expectStatus(what, { ...plain, headers: { ...headers, ...holder } }, 401);
      for (const scope of SCOPES.filter((one) => !enough(operation, one)))
        await expectStatus(
          scope,
          { ...plain, headers: { ...headers, 'x-api-key': narrow.get(scope)! } },
          403,
        );
    }
    expect(faults).toEqual([]);
  });
});

const ROUTES = new Map(
  apiRoutes({} as ApiDependencies).map((route) => [
    `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
    route.scopes,
  ]),
);

function enough(operation: Parameters<typeof nameOf>[0], scope: string): boolean {
  return ROUTES.get(nameOf(operation))!.every((needed) => needed === scope);
}

function basic(key: string): string {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiDependencies } from '../src/api-dependencies.js';
import { apiRoutes } from '../src/api-routes.js';
import { openApi } from '../src/open-api.js';
import { apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';

const routes = apiRoutes({} as ApiDependencies);
const EXAMPLES = routes.flatMap((route) =>
  route.examples.map(({ name, query }) => ({
    route,
    path: `${route.path}?${new URLSearchParams(query).toString()}`,
    name: `${route.path} ${name}`,
  })),
);

describe('the description of the api', () => {
  let api: ApiHarness;
  let key: string;
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.acme);
    await api.index(
      Array.from({ length: 3 }, (_, n) =>
        canonicalDocument(api.tenants.acme, `example-${n}`, {
          'service.name': 'checkout',
          'host.name': `web-${n}`,
          'error.type': 'ReadTimeout',
          message: `payment failed after ${n} s`,
          severity: 17,
          numbers: { latency_ms: 600 },
        }),
      ),
    );
  });
  afterAll(() => api.close());

  it.each(EXAMPLES)('has an example that works: $name', async ({ route, path }) => {
    const { status, json, text } = await api.call(route.method, path, { key });
    expect([path, status], text).toEqual([path, route.reply.status]);
    expect(route.reply.schema.safeParse(json).error).toBeUndefined();
    const { explanation, ...answer } = json;
    const found = explanation?.documents ?? answer.total?.value ?? answer.total ?? answer.sample?.documents;
    expect([path, found]).not.toEqual([path, 0]);
  });

  it('is what is served', async () => {
    const { json } = await api.call('GET', '/openapi.json');
    expect(json).toEqual(JSON.parse(JSON.stringify(openApi(routes))));
  });

  it('has each problem that a search answers with', async () => {
    const document = openApi(routes) as { paths: Record<string, { get: { responses: object } }> };
    const other = await api.keyOf(api.tenants.acme, ['ingest']);
    const asked: [path: string, key: string | undefined, status: number, code: string][] = [
      ['/v1/logs?q=(', key, 400, 'invalid-query'],
      ['/v1/logs?cursor=x', key, 400, 'invalid-cursor'],
      ['/v1/logs?x=1', key, 400, 'invalid-request'],
      ['/v1/logs', undefined, 401, 'missing-key'],
      ['/v1/logs', `${key}x`, 401, 'invalid-key'],
      ['/v1/logs', other, 403, 'missing-scope'],
      ['/v1/logs/x', key, 404, 'not-found'],
    ];
    for (const [path, given, status, code] of asked) {
      const answer = await api.call('GET', path, given === undefined ? {} : { key: given });
      expect([path, answer.status, answer.json.code]).toEqual([path, status, code]);
      const described = document.paths[path.startsWith('/v1/logs/') ? '/v1/logs/{id}' : '/v1/logs'];
      const responses = described?.get.responses as Record<string, unknown>;
      expect(JSON.stringify(responses[status])).toContain(`"${code}"`);
    }
  });
});

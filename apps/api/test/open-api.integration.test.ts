import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiDependencies } from '../src/api-dependencies.js';
import { apiRoutes } from '../src/api-routes.js';
import { openApi } from '../src/open-api.js';
import { waitFor } from '@millrace/testing';
import { addressOf, apiHarness, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { sendRaw } from './fuzz/raw-request.js';

const routes = apiRoutes({} as ApiDependencies);
const EXAMPLES = routes.flatMap((route) =>
  route.examples.map((example) => ({ route, example, name: `${route.path} ${example.name}` })),
);

describe('the description of the api', () => {
  let api: ApiHarness;
  let key: string;
  /** What this tenant has, by its list: an example can only show the form of an id. */
  let ids: Readonly<Record<string, string>>;
  beforeAll(async () => {
    api = await apiHarness();
    key = await api.keyOf(api.tenants.acme);
    const documents = Array.from({ length: 3 }, (_, n) =>
      canonicalDocument(api.tenants.acme, `example-${n}`, {
        'service.name': 'checkout',
        'host.name': `web-${n}`,
        'error.type': 'ReadTimeout',
        message: `payment failed after ${n} s`,
        severity: 17,
        numbers: { latency_ms: 600 },
      }),
    );
    await api.index(documents);
    const kept = await api.call('POST', '/v1/searches', { key, body: { name: 'kept', q: 'level:error' } });
    ids = { '/v1/logs': addressOf(documents[1]!).id, '/v1/searches': kept.json.id };
    // A live stream begins where the index is known to have come to.
    await waitFor(async () => (await api.call('GET', '/v1/logs?limit=0', { key })).json.tailCursor);
  });
  afterAll(() => api.close());

  it.each(EXAMPLES)('has an example that works: $name', async ({ route, example }) => {
    const path = route.path.replace(/:id/, ids[route.path.slice(0, route.path.indexOf('/:'))] ?? 'none');
    const target = `${path}?${new URLSearchParams(example.query).toString()}`;
    const headers = { ...example.headers, authorization: `Bearer ${key}` };
    const { status, text } = await sendRaw(api.port, { method: route.method, target, headers });
    expect([target, status], text).toEqual([target, route.reply.status]);
    const { schema, contentType } = route.reply;
    for (const body of bodiesOf(contentType, text)) expect(schema.safeParse(body).error).toBeUndefined();
    expect([target, foundIn(contentType, text)]).not.toEqual([target, 0]);
    if (example.reply) expect(namesIn(JSON.parse(text))).toEqual(namesIn(example.reply));
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

/** The parts of an answer that its schema describes, each by itself. */
function bodiesOf(contentType: string, text: string): readonly unknown[] {
  if (contentType === 'application/json') return [JSON.parse(text)];
  return contentType === 'application/x-ndjson'
    ? text
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line))
    : [text];
}

/** How many logs an answer is about; undefined where it does not count. */
function foundIn(contentType: string, text: string): number | undefined {
  if (contentType === 'application/x-ndjson') return bodiesOf(contentType, text).length;
  if (contentType !== 'application/json') return text.split('event: log\n').length - 1;
  const { explanation, ...answer } = JSON.parse(text);
  const counted = explanation?.documents ?? answer.total?.value ?? answer.total ?? answer.sample?.documents;
  return counted ?? answer.items?.length;
}

/** The names of all members of an answer, however deep. */
function namesIn(answer: unknown): readonly string[] {
  const names = new Set<string>();
  JSON.stringify(answer, (name, value: unknown) => {
    if (!/^\d*$/.test(name)) names.add(name);
    return value;
  });
  return [...names].sort();
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '@millrace/testing';
import type { ApiDependencies } from '../src/api-dependencies.js';
import { apiRoutes } from '../src/api-routes.js';
import { openApi } from '../src/open-api.js';
import { apiHarness, addressOf, canonicalDocument } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { operationsOf } from './fuzz/described-api.js';
import type { ApiDocument } from './fuzz/described-api.js';
import { openViews } from './fuzz/open-views.js';
import { HOSTILE_QUERIES } from './hostile/hostile-queries.js';
import { ANSWERS, volley } from './hostile/hostile-volley.js';
import type { VolleyAnswer } from './hostile/hostile-volley.js';
import { fieldData, serverMemory } from './hostile/server-memory.js';
import type { ServerMemory } from './hostile/server-memory.js';

// Declaring routes touches no dependency.
const OPERATIONS = operationsOf(
  JSON.parse(JSON.stringify(openApi(apiRoutes({} as ApiDependencies)))) as ApiDocument,
);
/** Time an answer may take, on a machine that is busy with other tests. */
const ANSWER_MS = 5_000;
/** Part of the heap that may be older after a volley than before: other tests work on the same server. */
const OLDER_SHARE = 0.1;
/** Field data of a few values of a few fields of these documents. */
const FIELD_DATA_BYTES = 1_048_576;
const DOCUMENTS = 600;

describe('queries that mean harm', () => {
  let api: ApiHarness;
  let answers: readonly VolleyAnswer[];
  let before: ServerMemory;
  beforeAll(async () => {
    api = await apiHarness();
    const documents = Array.from({ length: DOCUMENTS }, (_, n) =>
      canonicalDocument(api.tenants.acme, `hostile-${String(n)}`, {
        message: `${'a'.repeat(200)} ${'ab '.repeat(100)}${String(n)}`,
        'service.name': `${'a'.repeat(50 + (n % 50))}!`,
        'host.name': `host-${'ab'.repeat(n % 40)}-${String(n)}`,
        attributes: { user: `${'a'.repeat(30)}${String(n)}` },
      }),
    );
    await api.index(documents);
    const key = await api.keyOf(api.tenants.acme, ['search']);
    before = await serverMemory(api.elasticsearchUrl);
    const target = { port: api.port, key, logId: addressOf(documents[0]!).id };
    answers = await volley(OPERATIONS, HOSTILE_QUERIES, target);
  });
  afterAll(() => api.close());

  const shown = ({ name, status, ms, text }: VolleyAnswer) =>
    `${name}: ${String(status)} after ${ms.toFixed(0)} ms, ${text.slice(0, 200)}`;

  it('are refused with the reason when they are too long, too many or too deep', () => {
    const wrong = answers.filter(
      ({ query, status, text }) =>
        query.fate === 'refused' &&
        !(status === 400 && text.includes('invalid-query')) &&
        ![413, 431].includes(status),
    );
    expect(wrong.map(shown)).toEqual([]);
    expect(answers.length).toBeGreaterThan(HOSTILE_QUERIES.length);
  });

  it(`are answered within ${String(ANSWER_MS)} ms, whatever they are, and never by a failure`, () => {
    const wrong = answers.filter(({ status, ms }) => ms > ANSWER_MS || !ANSWERS.includes(status));
    expect(wrong.map(shown)).toEqual([]);
  });

  it('leave Elasticsearch as it was: no breaker tripped, little field data, nothing that grows old in its heap', async () => {
    const after = await serverMemory(api.elasticsearchUrl);
    expect(after.tripped).toBe(before.tripped);
    expect(after.oldGeneration - before.oldGeneration).toBeLessThan(after.heapMax * OLDER_SHARE);
    expect(await fieldData(api.elasticsearchUrl, api.tenants.acme)).toBeLessThan(FIELD_DATA_BYTES);
  });

  it('leave no view open that nobody can go on from', async () => {
    const unfinished = answers.filter(({ text }) => /"cursor":"/.test(text)).length;
    await waitFor(async () => (await openViews(api.elasticsearchUrl, [api.tenants.acme])) <= unfinished);
  });
});

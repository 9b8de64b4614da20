import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '@millrace/testing';
import { apiHarness } from './api-harness.js';
import type { ApiHarness } from './api-harness.js';
import { leaveEarly } from './fuzz/leave-early.js';
import { fuzzApi } from './fuzz/fuzz-api.js';
import type { FuzzResult } from './fuzz/fuzz-api.js';
import { fuzzTenant } from './fuzz/fuzz-tenant.js';
import { openViews } from './fuzz/open-views.js';

/** Another one finds other things: the long form takes it from the command line. */
const SEED = 20_261_122;
/** Connections to the servers behind the api, which are kept for the next request. */
const POOLED = 20;
/** Views that a page that can be gone on from may hold: one for each index of the tenant. */
const INDICES = 4;

describe('the api, asked by its own description', () => {
  let api: ApiHarness;
  let result: FuzzResult;
  let opened: number;
  let sockets: number;
  let key: string;
  beforeAll(async () => {
    api = await apiHarness();
    ({ key } = await fuzzTenant(api));
    const signal = AbortSignal.timeout(60_000);
    sockets = openSockets();
    opened = await openViews(api.elasticsearchUrl, [api.tenants.system]);
    result = await fuzzApi({ port: api.port, key, seed: SEED, requestsEach: 2, signal });
  });
  afterAll(() => api.close());

  it('answers every request as it says, in time, whatever the request', () => {
    const shown = result.findings.map(
      ({ operation, kind, faults, command }) => `${operation}, ${kind}: ${faults.join('; ')}\n  ${command}`,
    );
    expect(shown).toEqual([]);
  });

  it('finds something for what its description allows, on every route that only reads', () => {
    const reading = [...result.seen].filter(([operation]) => operation.startsWith('GET '));
    const silent = reading
      .filter(([, kinds]) => !kinds.get('allowed')?.has(200))
      .map(([operation]) => operation);
    expect([reading.length > 0, silent]).toEqual([true, []]);
  });

  it('lives, and holds no view open but those a client can go on from', async () => {
    expect((await api.call('GET', '/readyz')).json).toMatchObject({ ready: true });
    const bound = opened + result.unfinished * INDICES;
    await waitFor(async () => (await openViews(api.elasticsearchUrl, [api.tenants.system])) <= bound);
    expect(result.requests).toBeGreaterThan(POOLED * 10);
    await waitFor(() => openSockets() <= sockets + POOLED);
  });

  it('holds no view open for clients that left before they were answered', async () => {
    const views = () => openViews(api.elasticsearchUrl, [api.tenants.system]);
    const before = await views();
    const left = await leaveEarly({ port: api.port, key });
    expect(left).toBeGreaterThan(0);
    await waitFor(async () => (await views()) <= before);
  });
});

/** Of this process, in which the api runs too. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

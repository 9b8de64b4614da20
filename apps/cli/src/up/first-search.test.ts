import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showFirstSearch } from './first-search.js';

let server: Server;
let stored: number;
let counts: number;
let bodies: string[];
let refuse: boolean;
let unavailable: number;
let screen: string;

/** Ingest and api in one: what is sent becomes searchable two counts later. */
beforeEach(async () => {
  [stored, counts, bodies, refuse, unavailable, screen] = [0, 0, [], false, 0, ''];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      if (request.method === 'POST') {
        bodies.push(body);
        const errors = refuse ? [{ index: 3, code: 'invalid', reason: 'no such field' }] : [];
        response.end(JSON.stringify({ accepted: 0, expired: 0, rejected: 0, undeduplicated: 0, errors }));
        return;
      }
      counts += 1;
      if (counts <= unavailable) response.statusCode = 503;
      if (counts > 2 && bodies[0]) stored = bodies[0].trim().split('\n').length;
      response.end(JSON.stringify({ items: [], total: { value: stored }, cursor: null }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function show(sample = true, signal = AbortSignal.timeout(5_000)): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { tenant: 'default', apiUrl: url, ingestUrl: url, key: 'mr_k' };
  await showFirstSearch(
    { output: { write: (line) => (screen += line) }, now: () => 0, sample },
    credentials,
    signal,
  );
}

describe('showFirstSearch', () => {
  it('gives an empty store a sample and says when it is found', async () => {
    await show();
    expect(screen).toMatch(/^searchable: 16 logs \(a sample/);
    expect(bodies).toHaveLength(1);
  });

  it('sends nothing to a store that holds logs', async () => {
    stored = 7;
    await show();
    expect(bodies).toEqual([]);
    expect(screen).toMatch(/^searchable: 7 logs \(kept from earlier\)/);
  });

  it('sends nothing when no sample is wanted, and waits for the first log of others', async () => {
    const waiting = show(false);
    await vi.waitUntil(() => counts >= 2);
    stored = 1;
    await waiting;
    expect(bodies).toEqual([]);
    expect(screen).toMatch(/^searchable: 1 log \(the first ones\)/);
  });

  it('bears with an api that does not answer yet', async () => {
    stored = 7;
    unavailable = 1;
    await show();
    expect(screen).toMatch(/^searchable: 7 logs/);
  });

  it('says what went wrong instead of failing the start', async () => {
    refuse = true;
    await show();
    expect(screen).toBe('nothing to search yet: ingest refused line 3 of the sample: no such field\n');
  });

  it('is silent when it is stopped', async () => {
    const stopping = new AbortController();
    const waiting = show(false, stopping.signal);
    await vi.waitUntil(() => counts >= 1);
    stopping.abort();
    await waiting;
    expect(screen).toBe('');
  });
});

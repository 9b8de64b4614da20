import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBulkTransport, createElasticsearchClient } from '../src/index.js';
import { bulkBody, clusterUnderTest, documentBytes } from './day-index.js';

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const cluster = clusterUnderTest();
const index = cluster.indexOf('2026.11.21');
const transport = createBulkTransport(cluster.client);
beforeAll(async () => {
  await cluster.template();
  await cluster.admin.create(index, [], cluster.signal);
});
afterAll(() => cluster.close());

test('created, repeated, malformed and misdirected documents each get their own item', async () => {
  const bytes = documentBytes(cluster.tenant);
  const body = Buffer.concat([
    bulkBody(index, [
      { id: 'a', bytes },
      { id: 'a', bytes },
      { id: 'b', bytes: documentBytes(cluster.tenant, { severity: 'high' }) },
    ]),
    bulkBody(cluster.indexOf('2026.11.22'), [{ id: 'c', bytes }]),
  ]);
  const reply = await transport.send(body, 4, cluster.signal);
  expect(reply).toMatchObject({
    kind: 'items',
    items: [
      { status: 201 },
      { status: 409, errorType: 'version_conflict_engine_exception' },
      { status: 400, errorType: 'document_parsing_exception' },
      { status: 404, errorType: 'index_not_found_exception' },
    ],
  });
});

test('a reply of created documents only has the bytes that are compared', async () => {
  const documents = Array.from({ length: 50 }, (_, at) => ({
    id: `n${at}`,
    bytes: documentBytes(cluster.tenant),
  }));
  const reply = await transport.send(bulkBody(index, documents), 50, cluster.signal);
  expect(reply).toEqual({ kind: 'items', items: documents.map(() => ({ status: 201 })) });
});

test('a request that is refused as a whole says why', async () => {
  const body = bulkBody(index, [{ id: 'x'.repeat(600), bytes: documentBytes(cluster.tenant) }]);
  expect(await transport.send(body, 1, cluster.signal)).toMatchObject({
    kind: 'refused',
    status: 400,
    errorType: 'action_request_validation_exception',
  });
});

test('Retry-After of a refused request is kept, a cut reply is no answer, nothing is sent twice', async () => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => {
      if (request.headers['content-length'] === '2') {
        response.writeHead(503, { 'retry-after': '3', 'x-elastic-product': 'Elasticsearch' }).end('{}');
        return;
      }
      response.writeHead(200, { 'x-elastic-product': 'Elasticsearch', 'content-length': '1000' });
      response.write('{"errors":false,');
      setImmediate(() => response.destroy());
    });
  });
  const port = await listening(server);
  const client = createElasticsearchClient({ urls: [`http://127.0.0.1:${port}`], requestTimeoutMs: 5000 });
  const faulty = createBulkTransport(client);
  expect(await faulty.send(Buffer.from('xx'), 1, cluster.signal)).toMatchObject({
    kind: 'refused',
    status: 503,
    retryAfterMs: 3000,
  });
  expect((await faulty.send(Buffer.from('xxx'), 1, cluster.signal)).kind).toBe('unanswered');
  expect(requests).toBe(2);
  await client.close();
  server.closeAllConnections();
  server.close();
  expect((await faulty.send(Buffer.from('xxx'), 1, cluster.signal)).kind).toBe('unanswered');
});

test('a server that does not answer in time is unanswered, and an abort rejects with its reason', async () => {
  const server = createServer(() => undefined);
  const port = await listening(server);
  const client = createElasticsearchClient({ urls: [`http://127.0.0.1:${port}`], requestTimeoutMs: 200 });
  const silent = createBulkTransport(client);
  expect((await silent.send(Buffer.from('x'), 1, cluster.signal)).kind).toBe('unanswered');
  const reason = new Error('stopping');
  const stop = new AbortController();
  const sent = silent.send(Buffer.from('x'), 1, stop.signal);
  stop.abort(reason);
  await expect(sent).rejects.toBe(reason);
  server.closeAllConnections();
  server.close();
  await client.close();
});

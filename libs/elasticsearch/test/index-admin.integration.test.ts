import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createClusterProbe,
  createElasticsearchClient,
  createIndexAdmin,
  createWriteProbe,
  ElasticsearchRefusedError,
  ElasticsearchUnavailableError,
} from '../src/index.js';
import { clusterUnderTest } from './day-index.js';

const cluster = clusterUnderTest();
beforeAll(() => cluster.template());
afterAll(() => cluster.close());

test.each(['logs', 'correlations'])('the template of %s is stored once, with its version', async (family) => {
  await cluster.template();
  const stored = await cluster.client.indices.getIndexTemplate({ name: `millrace-${family}` });
  expect(stored.index_templates[0]?.index_template.version).toBeGreaterThanOrEqual(1);
});

test('an index is made once, listed, counted and deleted, and its numbers are doubles', async () => {
  const { admin, signal } = cluster;
  const index = cluster.indexOf('2026.01.02');
  const before = Date.now();
  expect(await admin.create(index, ['latency_ms', 'http.bytes'], signal)).toBe('created');
  expect(await admin.create(index, ['other'], signal)).toBe('exists');
  const [described] = await admin.list(cluster.indexOf('*'), signal);
  expect(described?.index).toBe(index);
  expect(described?.uuid).not.toBe('');
  expect(Math.abs((described?.createdAtMs ?? 0) - before)).toBeLessThan(60_000);
  const mapping = await cluster.client.indices.getMapping({ index });
  expect(mapping[index]?.mappings.properties?.['numbers']).toMatchObject({
    subobjects: false,
    properties: { latency_ms: { type: 'double' }, 'http.bytes': { type: 'double' } },
  });
  expect(await admin.count(index, signal)).toBe(0);
  expect(await admin.remove(index, signal)).toBe('deleted');
  expect(await admin.remove(index, signal)).toBe('missing');
  expect(await admin.count(index, signal)).toBe(0);
  expect(await admin.list(cluster.indexOf('*'), signal)).toEqual([]);
});

test('a number whose name is new to an index that was made with others is found', async () => {
  const { admin, client, signal } = cluster;
  const index = cluster.indexOf('2026.01.03');
  await admin.create(index, ['latency_ms'], signal);
  const document = { '@timestamp': '2026-01-03T12:00:00.000000000Z', numbers: { 'queue.waiting': 7 } };
  await client.index({ index, document, refresh: true });
  const found = await client.count({ index, query: { range: { 'numbers.queue.waiting': { gte: 7 } } } });
  expect(found.count).toBe(1);
  await admin.remove(index, signal);
});

test('a refusal names its type and reason', async () => {
  const failing = cluster.admin.create('NOT-LOWER-CASE', [], cluster.signal);
  await expect(failing).rejects.toBeInstanceOf(ElasticsearchRefusedError);
  await expect(failing).rejects.toMatchObject({ status: 400, type: 'invalid_index_name_exception' });
});

test('a cluster that does not answer is unavailable, and the probe says so', async () => {
  const client = createElasticsearchClient({ urls: ['http://127.0.0.1:9'], requestTimeoutMs: 1000 });
  const listing = createIndexAdmin(client).list('x', cluster.signal);
  await expect(listing).rejects.toBeInstanceOf(ElasticsearchUnavailableError);
  expect(await createClusterProbe(client).trouble(cluster.signal)).toMatch(/does not answer/);
  expect(await createClusterProbe(cluster.client).trouble(cluster.signal)).toBeUndefined();
  await client.close();
});

test('the write probe meets blocks, closed and missing indices, and writes nothing', async () => {
  const { admin, client, signal } = cluster;
  const probe = createWriteProbe(client);
  const index = cluster.indexOf('2026.01.03');
  await admin.create(index, [], signal);
  expect(await probe.refusal(index, signal)).toBeUndefined();
  await client.indices.putSettings({ index, settings: { 'index.blocks.write': true } });
  expect(await probe.refusal(index, signal)).toMatchObject({
    status: 403,
    errorType: 'cluster_block_exception',
  });
  await client.indices.putSettings({ index, settings: { 'index.blocks.write': null } });
  expect(await probe.refusal(index, signal)).toBeUndefined();
  await client.indices.refresh({ index });
  expect(await admin.count(index, signal)).toBe(0);
  await client.indices.close({ index });
  expect(await probe.refusal(index, signal)).toMatchObject({ errorType: 'index_closed_exception' });
  const missing = await probe.refusal(cluster.indexOf('2026.01.04'), signal);
  expect(missing).toMatchObject({ status: 404, errorType: 'index_not_found_exception' });
});

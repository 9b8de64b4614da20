import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createBulkTransport,
  createLogSearch,
  ElasticsearchRefusedError,
  ElasticsearchReplyTooLargeError,
  ElasticsearchUnavailableError,
} from '../src/index.js';
import { bulkBody, clusterUnderTest, documentBytes } from './day-index.js';

const cluster = clusterUnderTest();
const index = cluster.indexOf('2026.11.21');
const pattern = cluster.indexOf('*');
const search = createLogSearch(cluster.client);
beforeAll(async () => {
  await cluster.template();
  await cluster.admin.create(index, ['n'], cluster.signal);
  const documents = Array.from({ length: 5 }, (_, at) => ({
    id: `d${at}`,
    bytes: documentBytes(cluster.tenant, { numbers: { n: at } }),
  }));
  await createBulkTransport(cluster.client).send(bulkBody(index, documents), 5, cluster.signal);
  await cluster.client.indices.refresh({ index });
});
afterAll(() => cluster.close());

test('pages over a point in time meet every document once', async () => {
  let id = await search.openPointInTime(pattern, 60_000, cluster.signal);
  const seen: string[] = [];
  let after: readonly unknown[] | undefined;
  do {
    const reply = await search.search(
      {
        body: {
          pit: { id, keep_alive: '1m' },
          size: 2,
          sort: [{ 'numbers.n': 'asc' }],
          ...(after && { search_after: after }),
        },
      },
      cluster.signal,
    );
    id = reply.pointInTime ?? id;
    seen.push(...reply.hits.map((hit) => hit.id));
    after = reply.hits.at(-1)?.sort;
  } while (after);
  expect(seen).toEqual(['d0', 'd1', 'd2', 'd3', 'd4']);
  await search.closePointInTime(id, cluster.signal);
  await search.closePointInTime(id, cluster.signal);
});

test('hits carry source and highlight, the total says whether it is exact', async () => {
  const body = {
    query: { match_phrase: { message: 'failed password' } },
    highlight: { fields: { message: {} } },
    track_total_hits: 2,
    size: 1,
  };
  const reply = await search.search({ index: pattern, body }, cluster.signal);
  expect(reply.total).toEqual({ value: 2, relation: 'gte' });
  expect(reply.hits[0]?.source?.['service.name']).toBe('sshd');
  expect(reply.hits[0]?.highlight?.['message']?.[0]).toContain('<em>');
  expect(reply).toMatchObject({ failedShards: 0, timedOut: false });
});

test('counts match, and a pattern that matches nothing finds nothing', async () => {
  expect(await search.count(pattern, { range: { 'numbers.n': { gte: 3 } } }, cluster.signal)).toBe(2);
  expect(await search.count(`${cluster.tenant}-none-*`, { match_all: {} }, cluster.signal)).toBe(0);
  const none = await search.search({ index: `${cluster.tenant}-none-*`, body: {} }, cluster.signal);
  expect(none.hits).toEqual([]);
  const id = await search.openPointInTime(`${cluster.tenant}-none-*`, 1000, cluster.signal);
  expect((await search.search({ body: { pit: { id } } }, cluster.signal)).hits).toEqual([]);
});

test('existence is told for each document, also in an index that is missing', async () => {
  const addresses = [
    { index, id: 'd1' },
    { index, id: 'no' },
    { index: cluster.indexOf('2001.01.01'), id: 'd1' },
  ];
  expect(await search.existing(addresses, cluster.signal)).toEqual([true, false, false]);
  expect(await search.existing([], cluster.signal)).toEqual([]);
});

test('documents are given back as they were indexed, nothing in the place of those that are missing', async () => {
  const addresses = [
    { index, id: 'd1' },
    { index, id: 'no' },
    { index: cluster.indexOf('2001.01.01'), id: 'd1' },
  ];
  const [found, ...missing] = await search.sources(addresses, cluster.signal);
  expect(found).toHaveProperty('@timestamp');
  expect(missing).toEqual([undefined, undefined]);
  expect(await search.sources([], cluster.signal)).toEqual([]);
});

test('documents of an index that gives no answer are not told as missing', async () => {
  const closed = cluster.indexOf('2026.11.20');
  await cluster.admin.create(closed, [], cluster.signal);
  await cluster.client.indices.close({ index: closed });
  const addresses = [
    { index, id: 'd1' },
    { index: closed, id: 'd1' },
  ];
  await expect(search.existing(addresses, cluster.signal)).rejects.toBeInstanceOf(
    ElasticsearchUnavailableError,
  );
  await cluster.admin.remove(closed, cluster.signal);
});

test('a malformed query and an expired point in time are refusals, not outages', async () => {
  const malformed = search.search({ index: pattern, body: { query: { nope: {} } } }, cluster.signal);
  await expect(malformed).rejects.toBeInstanceOf(ElasticsearchRefusedError);
  await expect(malformed).rejects.toMatchObject({ status: 400 });
  const id = await search.openPointInTime(pattern, 60_000, cluster.signal);
  await search.closePointInTime(id, cluster.signal);
  await expect(search.search({ body: { pit: { id } } }, cluster.signal)).rejects.toMatchObject({
    status: 404,
  });
});

test('an answer over the bound of its request is given up, one within it is read', async () => {
  const asked = (maxReplyBytes: number) =>
    search.search({ index: pattern, body: { size: 5 }, maxReplyBytes }, cluster.signal);
  await expect(asked(500)).rejects.toBeInstanceOf(ElasticsearchReplyTooLargeError);
  expect((await asked(100_000)).hits).toHaveLength(5);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIndexViews } from '../src/index.js';
import { clusterUnderTest } from './day-index.js';

const cluster = clusterUnderTest();
const views = createIndexViews(cluster.client, cluster.admin);
const [early, late] = [cluster.indexOf('2026.01.02'), cluster.indexOf('2026.01.03')];

/** Two shards, refreshed by nobody but the test. */
async function makeIndex(index: string) {
  const settings = { number_of_shards: 2, number_of_replicas: 0, refresh_interval: '-1' };
  await cluster.client.indices.create({ index, settings });
}
const put = (id: string, routing: string, refresh = false) =>
  cluster.client.index({
    index: late,
    id,
    routing,
    document: { tenant: cluster.tenant, message: id },
    refresh,
  });
const remove = (id: string, routing: string) => cluster.client.delete({ index: late, id, routing });
const refresh = () => cluster.admin.refresh([late], cluster.signal);
const mark = (takes: (index: string) => boolean = () => true) =>
  views.mark({ pattern: cluster.indexOf('*'), takes }, cluster.signal);

/** Values of `routing` that lie in different shards. */
const left = 'r0';
let right: string;

beforeAll(async () => {
  await makeIndex(early);
  await makeIndex(late);
  const candidates = Array.from({ length: 16 }, (_, n) => `r${n}`);
  const shards = await Promise.all(candidates.map(shardOf));
  right = candidates[shards.findIndex((shard) => shard !== shards[0])] ?? '';
  expect(right).not.toBe('');
});
async function shardOf(routing: string) {
  const { shards } = await cluster.client.searchShards({ index: late, routing });
  return shards[0]?.[0]?.shard;
}
afterAll(() => cluster.close());

test('a mark stays the same while searches see the same, and unrefreshed changes are not seen', async () => {
  const before = await mark();
  expect(await mark()).toBe(before);
  await put('unseen', left);
  await cluster.client.get({ index: late, id: 'unseen', routing: left });
  expect(await mark()).toBe(before);
  await refresh();
  expect(await mark()).not.toBe(before);
});

test.each([
  ['a document more', () => put('more', right)],
  ['a document that changes', () => put('unseen', left)],
  ['a document less', () => remove('more', right)],
])('a mark is another after %s', async (_, change) => {
  const before = await mark();
  await change();
  await refresh();
  const after = await mark();
  expect(after).not.toBe(before);
  await refresh();
  expect(await mark()).toBe(after);
});

test('a mark is another after one less in a shard and one more in another, which a count and a maximum hide', async () => {
  for (let n = 0; n < 4; n++) await put('stays', left);
  await refresh();
  const countAndHighest = async () => {
    const aggs = { highest: { max: { field: '_seq_no' } } };
    const found = await cluster.client.search({ index: late, size: 0, aggs });
    return [found.hits.total, found.aggregations];
  };
  const [before, seen] = [await mark(), await countAndHighest()];
  await put('new', right);
  await remove('unseen', left);
  await refresh();
  expect(await countAndHighest()).toEqual(seen);
  expect(await mark()).not.toBe(before);
});

test('a mark is about the indices taken, and another for one that is made again or gone', async () => {
  const ofEarly = (index: string) => index === early;
  const before = await mark(ofEarly);
  await put('elsewhere', left, true);
  expect(await mark(ofEarly)).toBe(before);
  await cluster.admin.remove(early, cluster.signal);
  const gone = await mark(ofEarly);
  await makeIndex(early);
  const again = await mark(ofEarly);
  expect(new Set([before, gone, again]).size).toBe(3);
});

test('more indices than fit the line of a request, or none, are marked too', async () => {
  const none = await views.mark({ pattern: cluster.indexOf('2025.*'), takes: () => true }, cluster.signal);
  const admin = {
    list: async (pattern: string, signal: AbortSignal) => [
      ...(await cluster.admin.list(pattern, signal)),
      ...Array.from({ length: 400 }, (_, n) => ({
        index: cluster.indexOf(`missing${n}`),
        uuid: '',
        createdAtMs: 0,
      })),
    ],
  };
  const many = createIndexViews(cluster.client, admin);
  const read = () => many.mark({ pattern: cluster.indexOf('*'), takes: () => true }, cluster.signal);
  const before = await read();
  await put('one of many', left, true);
  expect(new Set([none, before, await read()]).size).toBe(3);
});

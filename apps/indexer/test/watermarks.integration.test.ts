import { afterEach, expect, test } from 'vitest';
import { logsIndexOf, logsIndexPattern, parkedHeaders } from '@millrace/schemas';
import { serverAddress, waitFor } from '@millrace/testing';
import { startBulkProxy } from './bulk-proxy.js';
import { createTestPlace } from './running-indexer.js';
import type { TestPlace } from './running-indexer.js';
import { sampleLog } from './sample-logs.js';

const SETTLING_MS = 40_000;
/** Elasticsearch refreshes by itself five times less often, so that what is found was refreshed by the indexer. */
const QUICK = { MILLRACE_INDEX_REFRESH_MS: '1000' };
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function placeOf(partitions: number) {
  const place = await createTestPlace(partitions);
  cleanups.push(place.close);
  const { client, streams, tenant } = place;
  let made = 0;
  return {
    ...place,
    made: () => made,
    produceRecords: place.produce,
    async produce(count: number) {
      const log = () => sampleLog({ topic: streams.logs.name, tenant, eventId: `e${made++}` });
      await place.produce(Array.from({ length: count }, log));
    },
    /** Logs that a search finds now, without any help. */
    async found() {
      const index = logsIndexPattern(tenant);
      return (await client.count({ index, ignore_unavailable: true, allow_no_indices: true })).count;
    },
  };
}

async function promised(place: Pick<TestPlace, 'watermarks'>): Promise<number> {
  return [...(await place.watermarks()).values()].reduce((sum, { offset }) => sum + offset, 0);
}

test('watermarks never promise what cannot be found, also while a second indexer takes over', async () => {
  const place = await placeOf(3);
  const first = await place.start(QUICK);
  await place.produce(500);
  const keepsPromise = async () => {
    const low = await promised(place);
    expect(await place.found()).toBeGreaterThanOrEqual(low);
    return low;
  };
  await waitFor(async () => (await keepsPromise()) > 0, SETTLING_MS);
  const second = await place.start(QUICK);
  cleanups.push(second.stop);
  await place.produce(500);
  const stopping = first.stop();
  await place.produce(500);
  await waitFor(async () => (await keepsPromise()) === place.made(), SETTLING_MS);
  await stopping;
  expect(await place.found()).toBe(1_500);
  const ids = [...(await place.watermarks()).values()].map(({ topicId }) => topicId);
  expect(new Set(ids)).toEqual(new Set([await place.admin.topicId(place.streams.logs.name)]));
}, 90_000);

test('an owner that takes over makes findable what the one before it wrote and did not refresh', async () => {
  const place = await placeOf(1);
  // As one that was killed between the write and the refresh.
  const first = await place.start({ MILLRACE_INDEX_REFRESH_MS: '60000' });
  await place.produce(10);
  await place.settledBooks();
  expect([await promised(place), await place.found()]).toEqual([0, 0]);
  await first.stop();
  const second = await place.start(QUICK);
  cleanups.push(second.stop);
  await waitFor(async () => (await promised(place)) === 10, SETTLING_MS);
  expect(await place.found()).toBe(10);
}, 90_000);

test('an index that refuses writes is named, and holds nothing up', async () => {
  const place = await placeOf(1);
  const index = logsIndexOf(place.tenant, '2026.11.21');
  const block = (on: boolean) =>
    place.client.indices.putSettings({ index, settings: { 'index.blocks.write': on ? true : null } });
  const indexer = await place.start({ ...QUICK, MILLRACE_INDEX_REFRESH_MS: '300' });
  cleanups.push(indexer.stop);
  await place.produce(10);
  await waitFor(async () => (await promised(place)) === 10, SETTLING_MS);
  await block(true);
  await place.produce(5);
  await waitFor(async () => (await promised(place)) === 15, SETTLING_MS);
  expect((await place.watermarks()).get(0)?.parked).toEqual([index]);
  await block(false);
}, 90_000);

test('an owner says that logs may be missing of indices it does not know, until what it found waiting is findable', async () => {
  const place = await placeOf(1);
  const given = { holds: true };
  const proxy = await startBulkProxy(serverAddress('ELASTICSEARCH_URL'), () =>
    given.holds ? { status: 503 } : 'pass',
  );
  cleanups.push(proxy.close);
  // Left behind by one that died; its index takes logs again, so that nobody meets a refusal.
  const log = sampleLog({ topic: place.streams.parked.name, tenant: place.tenant, eventId: 'left' });
  await place.produceRecords([{ ...log, headers: parkedHeaders(log.headers, 'logs') }]);
  const indexer = await place.start({ MILLRACE_INDEX_REFRESH_MS: '300', ELASTICSEARCH_URL: proxy.url });
  cleanups.push(indexer.stop);
  const said = () => waitFor(async () => (await place.watermarks()).get(0), SETTLING_MS);
  expect(await said()).toMatchObject({ parked: [], moreParked: 1 });
  given.holds = false;
  await waitFor(async () => (await said()).moreParked === undefined, SETTLING_MS);
  expect(await place.found()).toBe(1);
}, 90_000);

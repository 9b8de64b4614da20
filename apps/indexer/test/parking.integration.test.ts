import { afterEach, expect, test } from 'vitest';
import { logsIndexOf } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';
import { createTestPlace } from './running-indexer.js';
import type { TestPlace } from './running-indexer.js';
import { sampleLog, SAMPLE_TIME_MS } from './sample-logs.js';

const DAY_MS = 86_400_000;
const HEALING_MS = 45_000;
const signal = AbortSignal.timeout(600_000);
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** An indexer in a place with one index a day, today's and those of the days before. */
async function placeWithDays(days: number, settings: Readonly<Record<string, string>> = {}) {
  const place = await createTestPlace(1);
  cleanups.push(place.close);
  const { tenant, streams, client, indexAdmin } = place;
  const indices = Array.from({ length: days }, (_, ago) => logsIndexOf(tenant, `2026.11.${21 - ago}`));
  let made = 0;
  const produce = async (daysAgo: number, count: number) => {
    const timeMs = SAMPLE_TIME_MS - daysAgo * DAY_MS;
    const logs = Array.from({ length: count }, () =>
      sampleLog({ topic: streams.logs.name, tenant, eventId: `e${made++}`, timeMs }),
    );
    await place.produce(logs);
  };
  const indexer = await place.start(settings);
  cleanups.push(indexer.stop);
  for (let ago = 0; ago < days; ago++) await produce(ago, 10);
  await place.settledBooks();
  return {
    ...place,
    indexer,
    produce,
    block: (ago: number, on: boolean) =>
      client.indices.putSettings({
        index: indices[ago]!,
        settings: { 'index.blocks.write': on ? true : null },
      }),
    remove: (ago: number) => indexAdmin.remove(indices[ago]!, signal),
    async count(ago: number) {
      await client.indices.refresh({ index: indices[ago]! });
      return indexAdmin.count(indices[ago]!, signal);
    },
    parkedGauge: async () => (await indexer.telemetry.expose()).body,
  };
}

async function drained(place: Pick<TestPlace, 'parkedBooks'>, counts: Readonly<Record<string, number>>) {
  await waitFor(async () => {
    const books = await place.parkedBooks();
    return (
      books.done &&
      books.balanced &&
      Object.entries(counts).every(([name, count]) => books.counts[name] === count)
    );
  }, HEALING_MS);
}

test('a read-only index is parked while others go on, and drains by itself once it heals', async () => {
  const here = await placeWithDays(2);
  await here.block(1, true);
  await here.produce(1, 300);
  await here.produce(0, 300);
  const { balanced, counts } = await here.settledBooks();
  expect(balanced).toBe(true);
  expect(counts).toEqual({ indexed: 320, parked: 300 });
  expect(await here.count(0)).toBe(310);
  expect(await here.parkedGauge()).toContain('millrace_indexer_parked_indices{cause="blocked"} 1');
  expect(await here.indexer.health.readiness()).toMatchObject({
    ready: true,
    degraded: [{ name: 'parking', reasons: [expect.stringContaining(`${here.tenant}-2026.11.20 takes no`)] }],
  });
  expect((await here.parkedBooks()).counts['parked'] ?? 0).toBe(0);
  await here.block(1, false);
  await drained(here, { indexed: 300 });
  expect(await here.parkedGauge()).toContain('millrace_indexer_parked_indices{cause="blocked"} 0');
  const ids = await here.documentIds();
  expect(ids).toHaveLength(620);
  expect(new Set(ids).size).toBe(620);
});

test('logs of a healed index pass by those of one that is still blocked, which are not written for ever', async () => {
  // More of the blocked index than one batch of the drain holds, so that the others really lie behind.
  const here = await placeWithDays(3, { MILLRACE_INDEXER_BULK_BODY_BYTES: '300000' });
  await here.block(1, true);
  await here.block(2, true);
  await here.produce(1, 1500);
  await here.produce(2, 100);
  expect((await here.settledBooks()).counts).toEqual({ indexed: 30, parked: 1600 });
  await here.block(2, false);
  await waitFor(async () => (await here.count(2)) === 110, HEALING_MS);
  expect(await here.count(1)).toBe(10);
  const { counts } = await here.parkedBooks();
  expect(counts['parked'] ?? 0).toBeLessThanOrEqual(3 * 1600);
  await here.block(1, false);
  await waitFor(async () => (await here.count(1)) === 1510, HEALING_MS);
  await waitFor(async () => (await here.parkedBooks()).done, HEALING_MS);
  const ids = await here.documentIds();
  expect(ids).toHaveLength(1630);
  expect(new Set(ids).size).toBe(1630);
});

test('a block shorter than the hold parks nothing', async () => {
  const here = await placeWithDays(1);
  await here.indexer.stop();
  const patient = await here.start({ MILLRACE_INDEXER_PARK_HOLD_MS: '60000' });
  cleanups.push(patient.stop);
  await here.block(0, true);
  await here.produce(0, 50);
  await waitFor(
    async () => (await patient.telemetry.expose()).body.includes('{cause="blocked"} 1'),
    HEALING_MS,
  );
  await here.block(0, false);
  expect((await here.settledBooks()).counts).toEqual({ indexed: 60 });
  expect(await here.documentIds()).toHaveLength(60);
});

test('an index deleted under the indexer is made again', async () => {
  const here = await placeWithDays(1);
  await here.remove(0);
  await here.produce(0, 50);
  const { counts } = await here.settledBooks();
  await waitFor(async () => (await here.parkedBooks()).done, HEALING_MS);
  expect(counts['indexed']! + (counts['parked'] ?? 0)).toBe(60);
  expect(await here.documentIds()).toHaveLength(50);
});

test('a shard that does not answer is waited for, not written off', async () => {
  const here = await placeWithDays(1);
  const index = logsIndexOf(here.tenant, '2026.11.18');
  await here.client.indices.create({
    index,
    wait_for_active_shards: 0,
    settings: { 'index.routing.allocation.require._name': 'nobody' },
  });
  await here.produce(3, 20);
  await waitFor(
    async () =>
      /retried_documents_total\{cause="unavailable"\} [1-9]/.test(
        (await here.indexer.telemetry.expose()).body,
      ),
    HEALING_MS,
  );
  await here.client.indices.putSettings({
    index,
    settings: { 'index.routing.allocation.require._name': null },
  });
  expect((await here.settledBooks()).counts).toEqual({ indexed: 30 });
  expect(await here.count(0)).toBe(10);
  expect(await here.documentIds()).toHaveLength(30);
});

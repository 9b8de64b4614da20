import { afterEach, expect, test } from 'vitest';
import { correlationsIndexOf, correlationsIndexPattern, logsIndexOf } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';
import { groupRecord, sampleGroup, waitFor } from '@millrace/testing';
import { createTestPlace } from './running-indexer.js';
import { sampleLog } from './sample-logs.js';

const SETTLING_MS = 40_000;
const DAY = '2026.11.21';
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function runningPlace() {
  const place = await createTestPlace(1);
  cleanups.push(place.close);
  const indexer = await place.start();
  cleanups.push(indexer.stop);
  const { tenant, streams, client } = place;
  const topic = streams.correlations.name;
  return {
    ...place,
    topic,
    send: (...groups: readonly CorrelationGroup[]) =>
      place.produce(groups.map((group) => groupRecord(topic, group))),
    async settled() {
      await waitFor(async () => (await place.correlationsBooks()).done, SETTLING_MS);
      return place.correlationsBooks();
    },
    async stored(query: Readonly<Record<string, unknown>> = { match_all: {} }) {
      const index = correlationsIndexPattern(tenant);
      await client.indices.refresh({ index, ignore_unavailable: true });
      const found = await client.search<CorrelationGroup>({ index, query, size: 100, version: true });
      return found.hits.hits;
    },
    block: (index: string, on: boolean) =>
      client.indices.putSettings({ index, settings: { 'index.blocks.write': on ? true : null } }),
  };
}

test('the highest revision stays, in whatever order they come, one document a group; the others are duplicates', async () => {
  const here = await runningPlace();
  const revision = (number: number, epoch = 1) =>
    sampleGroup(here.tenant, 'c1', { revision: number, logs: number, epoch });
  await here.send(revision(1), revision(3), revision(2), revision(3), sampleGroup(here.tenant, 'c2'));
  const books = await here.settled();
  expect(books).toMatchObject({ balanced: true, counts: { indexed: 3, duplicate: 2 } });
  await here.send(revision(1, 2));
  expect((await here.settled()).counts).toEqual({ indexed: 4, duplicate: 2 });
  const stored = await here.stored();
  expect(stored).toHaveLength(2);
  const first = stored.find(({ _id }) => _id === revision(1).id);
  expect(first).toMatchObject({ _version: 2 * 2 ** 32 + 1, _source: { logs: 1, evidence: { epoch: 2 } } });
  expect(first?._index).toBe(correlationsIndexOf(here.tenant, DAY));
});

test('a late log from the day before leaves the group where it is', async () => {
  const here = await runningPlace();
  const earlier = '2026-11-20T23:59:59.999000000Z';
  await here.send(sampleGroup(here.tenant, 'c1'));
  await here.send(sampleGroup(here.tenant, 'c1', { revision: 2, '@timestamp': earlier, first: earlier }));
  await here.settled();
  const stored = await here.stored();
  expect(stored.map(({ _index, _source }) => [_index, _source?.revision])).toEqual([
    [correlationsIndexOf(here.tenant, DAY), 2],
  ]);
});

test('groups are found by id, words of it, service and errors; their members are kept and not indexed', async () => {
  const here = await runningPlace();
  const member = {
    ...{ topic: 'logs', partition: 1, offset: 2, documentId: 'A'.repeat(22), severity: 17 },
    ...{ '@timestamp': '2026-11-21T12:00:00.000000000Z', 'service.name': 'hidden' },
  };
  await here.send(
    sampleGroup(here.tenant, 'req-38101a0b-2096', {
      services: ['checkout', 'pay-api'],
      errors: 2,
      members: [member],
    }),
  );
  await here.settled();
  const found = async (query: Readonly<Record<string, unknown>>) => (await here.stored(query)).length;
  expect(await found({ term: { 'correlation.id': 'req-38101a0b-2096' } })).toBe(1);
  expect(await found({ match_phrase: { 'correlation.id.text': '38101a0b' } })).toBe(1);
  expect(await found({ term: { services: 'pay-api' } })).toBe(1);
  expect(await found({ range: { errors: { gte: 2 } } })).toBe(1);
  expect(await found({ term: { 'members.service.name': 'hidden' } })).toBe(0);
  expect((await here.stored())[0]?._source?.members).toEqual([member]);
});

test('what is no group is dead-lettered, with its tenant when its headers say so', async () => {
  const here = await runningPlace();
  const good = groupRecord(here.topic, sampleGroup(here.tenant, 'c1'));
  const [headers, wrong] = [good.headers, sampleGroup(here.tenant, 'c2')];
  await here.produce([
    { ...good, value: Buffer.from('{"a":1}\n{"delete":{"_id":"x"}}') },
    { ...good, headers: { ...headers, version: '0' } },
    groupRecord(here.topic, { ...wrong, errors: 'many' as never }),
  ]);
  expect((await here.settled()).counts).toEqual({ 'dead-lettered': 3 });
  const letters = await here.deadLetters(3);
  const seen = letters.map(({ envelope }) => [envelope.code, envelope.topic, envelope.tenant]);
  expect(seen).toEqual(
    expect.arrayContaining([
      ['not-canonical', here.topic, here.tenant],
      ['not-canonical', here.topic, undefined],
      ['mapping', here.topic, here.tenant],
    ]),
  );
  expect(await here.stored()).toEqual([]);
});

test('a group whose index is read-only is parked beside logs, and is a group again once it heals', async () => {
  const here = await runningPlace();
  const { tenant, streams } = here;
  await here.send(sampleGroup(tenant, 'c1'));
  await here.produce([sampleLog({ topic: streams.logs.name, tenant, eventId: 'e1' })]);
  await here.settled();
  await here.settledBooks();
  const indices = [correlationsIndexOf(tenant, DAY), logsIndexOf(tenant, DAY)];
  for (const index of indices) await here.block(index, true);
  await here.send(sampleGroup(tenant, 'c1', { revision: 2 }), sampleGroup(tenant, 'c2'));
  await here.produce([sampleLog({ topic: streams.logs.name, tenant, eventId: 'e2' })]);
  expect((await here.settled()).counts).toEqual({ indexed: 1, parked: 2 });
  expect((await here.settledBooks()).counts).toEqual({ indexed: 1, parked: 1 });
  for (const index of indices) await here.block(index, false);
  await waitFor(async () => (await here.parkedBooks()).done, SETTLING_MS);
  expect((await here.parkedBooks()).counts['indexed']).toBe(3);
  const stored = await here.stored();
  expect(stored.map(({ _source }) => _source?.revision).toSorted()).toEqual([1, 2]);
  expect(await here.documentIds()).toHaveLength(2);
});

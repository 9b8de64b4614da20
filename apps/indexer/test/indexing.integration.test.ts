import { afterEach, expect, test } from 'vitest';
import { connectMongo, createTopicIdentityStore } from '@millrace/mongo';
import { createTestPlace } from './running-indexer.js';
import type { TestPlace } from './running-indexer.js';
import { sampleLog } from './sample-logs.js';
import { serverAddress, waitFor } from '@millrace/testing';

const DAY_MS = 86_400_000;
const TODAY_MS = Date.UTC(2026, 10, 21, 12, 0, 0);
const places: TestPlace[] = [];
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await Promise.all(places.splice(0).map((place) => place.close()));
});

async function place() {
  const created = await createTestPlace();
  places.push(created);
  return created;
}

test('logs of several days are found under their ids, repeats are duplicates, and the books add up', async () => {
  const here = await place();
  const { tenant } = here;
  const topic = here.streams.logs.name;
  const logs = Array.from({ length: 3000 }, (_, at) =>
    sampleLog({ topic, tenant, eventId: `e${at % 2900}`, timeMs: TODAY_MS - ((at % 2900) % 3) * DAY_MS }),
  );
  await here.produce(logs);
  const indexer = await here.start();
  stops.push(indexer.stop);
  const { balanced, counts } = await here.settledBooks();
  expect(balanced).toBe(true);
  expect(counts).toEqual({ indexed: 2900, duplicate: 100 });
  const ids = await here.documentIds();
  expect(ids).toHaveLength(2900);
  expect(new Set(ids).size).toBe(2900);
  const indices = await here.indexAdmin.list(`millrace-logs-${tenant}-*`, AbortSignal.timeout(5000));
  expect(indices.map(({ index }) => index).sort()).toEqual([
    `millrace-logs-${tenant}-2026.11.19`,
    `millrace-logs-${tenant}-2026.11.20`,
    `millrace-logs-${tenant}-2026.11.21`,
  ]);
  expect((await indexer.health.readiness()).ready).toBe(true);
});

test('both streams keep the ids of their topics where a later process finds them', async () => {
  const here = await place();
  const { logs, logsGroup, parked, parkedGroup } = here.streams;
  const { MILLRACE_DATABASE: database } = here.env;
  const mongo = await connectMongo({ url: serverAddress('MONGODB_URL'), database });
  stops.push(mongo.close);
  const indexer = await here.start();
  stops.push(indexer.stop);
  const identities = createTopicIdentityStore(mongo);
  const known = () =>
    Promise.all([identities.known(logsGroup, logs.name), identities.known(parkedGroup, parked.name)]);
  await waitFor(async () => !(await known()).includes(undefined), 20_000);
  expect(await known()).toEqual([await here.admin.topicId(logs.name), await here.admin.topicId(parked.name)]);
});

test('what can never be indexed is dead-lettered with its reason, and a smuggled action deletes nothing', async () => {
  const here = await place();
  const { tenant } = here;
  const topic = here.streams.logs.name;
  const smuggled = Buffer.from(`{"a":1}\n{"delete":{"_index":"x","_id":"y"}}`);
  await here.produce([
    sampleLog({ topic, tenant, eventId: 'good' }),
    sampleLog({ topic, tenant, eventId: 'mapping', fields: { severity: 'password=hunter2' } }),
    sampleLog({ topic, tenant, eventId: 'smuggled', value: smuggled }),
    { ...sampleLog({ topic, tenant, eventId: 'bare' }), headers: {} },
    { ...sampleLog({ topic, tenant, eventId: 'tombstone' }), value: null },
    sampleLog({ topic, tenant, eventId: 'two', value: Buffer.from('{"a":1} {"b":2}') }),
  ]);
  const indexer = await here.start();
  stops.push(indexer.stop);
  const letters = await here.deadLetters(5);
  const codes = letters.map(({ envelope }) => envelope.code).sort();
  expect(codes).toEqual(['document-rejected', 'mapping', 'not-canonical', 'not-canonical', 'not-canonical']);
  const mapping = letters.find(({ envelope }) => envelope.code === 'mapping');
  expect(mapping?.envelope).toMatchObject({ app: 'indexer', step: 'bulk', tenant, topic, attempts: 1 });
  expect(mapping?.envelope.reason).not.toContain('hunter2');
  expect((await here.settledBooks()).counts).toEqual({ indexed: 1, 'dead-lettered': 5 });
  expect(await here.documentIds()).toHaveLength(1);
});

test('a restart goes on where the books end; what was delivered twice is written once', async () => {
  const here = await place();
  const { tenant } = here;
  const topic = here.streams.logs.name;
  const send = (from: number, to: number) =>
    here.produce(
      Array.from({ length: to - from }, (_, at) => sampleLog({ topic, tenant, eventId: `e${from + at}` })),
    );
  await send(0, 500);
  const first = await here.start();
  await here.settledBooks();
  await first.stop();
  await send(400, 1000);
  const second = await here.start();
  stops.push(second.stop);
  const { balanced, counts } = await here.settledBooks();
  expect(balanced).toBe(true);
  expect(counts).toEqual({ indexed: 1000, duplicate: 100 });
  expect(await here.documentIds()).toHaveLength(1000);
});

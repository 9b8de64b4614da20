import { afterEach, expect, test } from 'vitest';
import { waitFor } from '@millrace/testing';
import { loseEveryNth } from './lose-every-nth.js';
import { createTestPlace } from './running-indexer.js';
import { sampleLog } from './sample-logs.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function losing(lying: boolean) {
  const place = await createTestPlace(1);
  cleanups.push(place.close);
  const { tenant, streams } = place;
  const logs = Array.from({ length: 500 }, (_, at) =>
    sampleLog({ topic: streams.logs.name, tenant, eventId: `e${at}` }),
  );
  await place.produce(logs);
  const indexer = await place.start({}, { wrapLogs: (next) => loseEveryNth(next, 100, lying) });
  cleanups.push(indexer.stop);
  return { place, indexer };
}

test('a record that a step forgets breaks the ledger: not ready, named, and nothing is committed past it', async () => {
  const { place, indexer } = await losing(false);
  const broken = await waitFor(async () => {
    const { checks } = await indexer.health.readiness();
    return checks.find(({ name, ready }) => name === 'ledger' && !ready);
  }, 30_000);
  expect(broken.reason).toContain(`${place.streams.logs.name}[0]`);
  expect((await place.logsBooks()).done).toBe(false);
});

test('a record that a step lies about passes the ledger, and only its id is missing: the deep audit is needed', async () => {
  const { place } = await losing(true);
  const { balanced, counts } = await place.settledBooks();
  expect(balanced).toBe(true);
  expect(counts).toEqual({ indexed: 500 });
  expect(await place.documentIds()).toHaveLength(495);
});

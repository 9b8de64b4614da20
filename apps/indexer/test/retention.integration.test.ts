import { expect, test } from 'vitest';
import { connectMongo, createRetentionDeletionStore } from '@millrace/mongo';
import { logsIndexOf, logsIndexPattern } from '@millrace/schemas';
import { applyRetention } from '../src/retention/apply-retention.js';
import { createTestPlace } from './running-indexer.js';

const DAY_MS = 86_400_000;

test('two indexers at a time delete an expired index once and note it; an old day written yesterday stays', async () => {
  const place = await createTestPlace(1);
  const signal = AbortSignal.timeout(60_000);
  const mongo = await connectMongo({ url: place.env.MONGODB_URL, database: place.env.MILLRACE_DATABASE });
  const recorder = createRetentionDeletionStore(mongo);
  const [old, recent] = [logsIndexOf(place.tenant, '2005.06.03'), logsIndexOf(place.tenant, '2026.11.21')];
  await place.indexAdmin.create(old, [], signal);
  await place.indexAdmin.create(recent, [], signal);
  const deleted: string[] = [];
  const runAt = (nowMs: number) =>
    applyRetention(
      {
        admin: place.indexAdmin,
        recorder,
        retentionMs: 30 * DAY_MS,
        now: () => nowMs,
        onDeleted: ({ index }) => deleted.push(index),
        forget: () => undefined,
        pattern: logsIndexPattern(place.tenant),
      },
      signal,
    );
  const created = Date.now();
  await runAt(created + 29 * DAY_MS);
  expect(deleted).toEqual([]);
  await Promise.all([runAt(created + 31 * DAY_MS), runAt(created + 31 * DAY_MS)]);
  expect(new Set(deleted).size).toBe(deleted.length);
  expect(deleted).toContain(old);
  const noted = await recorder.find([old, recent]);
  expect(noted.get(old)).toMatchObject({ index: old, tenant: place.tenant });
  await mongo.close();
  await place.close();
});

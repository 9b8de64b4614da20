import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditAcceptanceStore } from '../src/audit-acceptance-store.js';
import { connectMongo } from '../src/connect-mongo.js';
import { isMongoUnavailable } from '../src/is-mongo-unavailable.js';
import { createRetentionDeletionStore } from '../src/retention-deletion-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('records of deletions and decisions in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  let clock = Date.parse('2026-11-21T12:00:00Z');
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('finds the deletions of the indices asked for; a repeated deletion moves its time', async () => {
    const store = createRetentionDeletionStore(database, () => clock);
    const index = 'millrace-logs-a-2026.01.01';
    await store.record({ index, tenant: 'a' });
    clock += 1_000;
    await store.record({ index, tenant: 'a' });
    expect(await store.find([index, 'millrace-logs-a-2026.01.02'])).toEqual(
      new Map([[index, { index, tenant: 'a', deletedAt: '2026-11-21T12:00:01.000Z' }]]),
    );
  });

  it('keeps every acceptance with who, when and what, newest first', async () => {
    const store = await createAuditAcceptanceStore(database, () => clock);
    const acceptance = {
      groupId: 'g',
      topic: 'logs',
      partition: 3,
      offset: 12,
      reason: 'sums differ',
      note: 'moved by hand',
      ledger: { v: 1 },
      keyId: 'k',
      tenant: 'default',
    };
    await store.record(acceptance);
    clock += 1_000;
    const second = await store.record({ ...acceptance, partition: 4 });
    expect(second).toEqual({ ...acceptance, partition: 4, acceptedAt: '2026-11-21T12:00:02.000Z' });
    expect((await store.list(10)).map(({ partition }) => partition)).toEqual([4, 3]);
    expect(await store.list(1)).toEqual([second]);
  });

  it('says that a server that is not there does not answer, within its bound', async () => {
    const settings = { url: 'mongodb://127.0.0.1:9/?directConnection=true', database: 'nowhere' };
    await expect(connectMongo(settings)).rejects.toSatisfy(isMongoUnavailable);
    const url = process.env['MONGODB_URL'] ?? '';
    const closed = await connectMongo({ url, database: database.db.databaseName });
    await closed.close();
    expect(await closed.check()).toEqual(expect.any(String));
    const lost = createRetentionDeletionStore(closed).find(['x']);
    await expect(lost).rejects.toSatisfy(isMongoUnavailable);
    await expect(database.db.command({ nonsense: 1 })).rejects.not.toSatisfy(isMongoUnavailable);
    expect(await database.check()).toBeUndefined();
  });
});

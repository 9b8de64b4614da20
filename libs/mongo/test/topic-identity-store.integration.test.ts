import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectMongo } from '../src/connect-mongo.js';
import { isMongoUnavailable } from '../src/is-mongo-unavailable.js';
import { createTopicIdentityStore } from '../src/topic-identity-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('topic identities in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  let clock = Date.parse('2026-11-21T12:00:00Z');
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  const stored = () => database.db.collection('topic_identities').find().toArray();

  it('keeps the first id, also for another process, until it is replaced', async () => {
    const since = new Date(clock);
    const store = createTopicIdentityStore(database, () => clock);
    expect(await store.known('indexer', 'logs')).toBeUndefined();
    expect(await store.remember('indexer', 'logs', 'a')).toBe('a');
    clock += 1_000;
    const later = createTopicIdentityStore(database, () => clock);
    expect(await later.remember('indexer', 'logs', 'b')).toBe('a');
    expect(await later.known('indexer', 'logs')).toBe('a');
    expect(await stored()).toEqual([{ _id: 'indexer/logs', topicId: 'a', since }]);
    await later.replace('indexer', 'logs', 'b');
    expect(await store.known('indexer', 'logs')).toBe('b');
    expect(await stored()).toEqual([{ _id: 'indexer/logs', topicId: 'b', since: new Date(clock) }]);
  });

  it('knows each topic of each group for itself', async () => {
    const store = createTopicIdentityStore(database);
    await store.replace('one', 'logs', 'a');
    expect(await store.remember('one', 'logs.parked', 'b')).toBe('b');
    expect(await store.remember('two', 'logs', 'c')).toBe('c');
    expect(await store.known('one', 'logs')).toBe('a');
  });

  it('answers all who remember at the same time with the id of one of them', async () => {
    const store = createTopicIdentityStore(database);
    const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    const answers = await Promise.all(ids.map((id) => store.remember('racing', 'logs', id)));
    expect(new Set(answers)).toEqual(new Set([await store.known('racing', 'logs')]));
  });

  it('rejects when MongoDB does not answer', async () => {
    const url = process.env['MONGODB_URL'] ?? '';
    const closed = await connectMongo({ url, database: database.db.databaseName });
    await closed.close();
    const store = createTopicIdentityStore(closed);
    await expect(store.remember('g', 'logs', 'a')).rejects.toSatisfy(isMongoUnavailable);
    await expect(store.known('g', 'logs')).rejects.toSatisfy(isMongoUnavailable);
    await expect(store.replace('g', 'logs', 'a')).rejects.toSatisfy(isMongoUnavailable);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANNOUNCED_FOR_MS, createInstanceStore } from '../src/instance-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('announced instances in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('are listed by name while they announce themselves, and not once they withdrew or fell silent', async () => {
    let nowMs = Date.now();
    const store = await createInstanceStore(database, () => nowMs);
    const facts = { service: 'indexer', host: 'a', pid: 7, startedAt: '2026-11-21T00:00:00.000Z' };
    await store.announce({ instance: 'indexer-b', ...facts });
    await store.announce({ instance: 'indexer-a', ...facts });
    await store.announce({ instance: 'indexer-b', ...facts });
    const seenAt = new Date(nowMs).toISOString();
    expect(await store.list()).toEqual([
      { instance: 'indexer-a', ...facts, seenAt },
      { instance: 'indexer-b', ...facts, seenAt },
    ]);
    nowMs += ANNOUNCED_FOR_MS - 1;
    await store.announce({ instance: 'indexer-b', ...facts });
    nowMs += 1;
    expect((await store.list()).map(({ instance }) => instance)).toEqual(['indexer-b']);
    await store.withdraw('indexer-b');
    await store.withdraw('nobody');
    expect(await store.list()).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFirstArrivalStore } from '../src/first-arrival-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('first arrivals in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('keeps the first time of a key, for every process and apart for every tenant', async () => {
    const store = await createFirstArrivalStore(database);
    expect(await store.firstArrivalMs('a', 'key', 1_000)).toBe(1_000);
    expect(await store.firstArrivalMs('a', 'key', 2_000)).toBe(1_000);
    const other = await createFirstArrivalStore(database);
    expect(await other.firstArrivalMs('a', 'key', 3_000)).toBe(1_000);
    expect(await other.firstArrivalMs('b', 'key', 4_000)).toBe(4_000);
  });

  it('gives callers that meet one answer', async () => {
    const store = await createFirstArrivalStore(database);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => store.firstArrivalMs('a', 'crowd', 10 + i)),
    );
    expect(new Set(answers).size).toBe(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSigningKeyStore } from '../src/signing-key-store.js';
import { scratchDatabase } from './scratch-database.js';

const DAY_MS = 86_400_000;

describe('signing keys in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('are one a day for all processes, whoever comes first, and the day before stays known', async () => {
    const today = Date.now();
    const stores = await Promise.all(Array.from({ length: 8 }, () => createSigningKeyStore(database)));
    const keys = await Promise.all(stores.map((store) => store.current(today)));
    expect(new Set(keys.map(({ secret }) => secret.toString('hex'))).size).toBe(1);
    const [store] = stores;
    const tomorrow = await store!.current(today + DAY_MS);
    expect(tomorrow.secret).not.toEqual(keys[0]!.secret);
    expect(await stores[1]!.find(keys[0]!.id)).toEqual(keys[0]);
    expect(await stores[1]!.find('19700101')).toBeUndefined();
  });
});

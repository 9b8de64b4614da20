import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTenantStore } from '../src/tenant-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('tenants in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  beforeAll(async () => {
    database = await scratchDatabase();
  });
  afterAll(() => database.drop());

  it('gives all who ask for a new tenant at once the same secret of 32 bytes', async () => {
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => createTenantStore(database).secretOf('race')),
    );
    expect(new Set(asked.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(asked[0]).toHaveLength(32);
  });

  it('gives every tenant a secret of its own, the same one for ever', async () => {
    const store = createTenantStore(database);
    const first = await store.secretOf('one');
    expect(await store.secretOf('two')).not.toEqual(first);
    expect(await createTenantStore(database).secretOf('one')).toEqual(first);
  });

  it('refuses what is no tenant id and knows who exists', async () => {
    const store = createTenantStore(database);
    await expect(store.secretOf('Not-A-Tenant')).rejects.toThrow(RangeError);
    await store.secretOf('known');
    expect(await createTenantStore(database).exists('known')).toBe(true);
    expect(await store.exists('never')).toBe(false);
    expect(await store.list()).toContain('known');
  });
});

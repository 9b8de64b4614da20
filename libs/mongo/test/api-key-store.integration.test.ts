import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_KEY_PATTERN } from '@millrace/schemas';
import { createApiKeyStore } from '../src/api-key-store.js';
import type { ApiKeyStore } from '../src/api-key-store.js';
import { connectMongo } from '../src/connect-mongo.js';
import { scratchDatabase } from './scratch-database.js';

describe('API keys in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  let clock = Date.parse('2026-11-21T12:00:00Z');
  let store: ApiKeyStore;
  const open = () => createApiKeyStore(database, () => clock);

  beforeAll(async () => {
    database = await scratchDatabase();
    store = await open();
  });
  afterAll(() => database.drop());

  const request = { tenant: 'acme', name: 'test', scopes: ['search', 'ingest'] } as const;

  it('stores only a hash: neither key nor secret stands anywhere in the database', async () => {
    const { key, description } = await store.create(request);
    expect(key).toMatch(API_KEY_PATTERN);
    const raw = JSON.stringify(await database.db.collection('api_keys').find().toArray());
    expect(raw).not.toContain(key.slice(-43));
    expect(description).toEqual({
      keyId: key.slice(3, 15),
      tenant: 'acme',
      name: 'test',
      scopes: ['search', 'ingest'],
      createdAt: '2026-11-21T12:00:00.000Z',
    });
  });

  it('verifies the right secret only', async () => {
    const { key, description } = await store.create(request);
    expect(await store.verify(key)).toEqual({
      keyId: description.keyId,
      tenant: 'acme',
      scopes: ['search', 'ingest'],
    });
    const other = await store.create(request);
    expect(await store.verify(`${key.slice(0, -43)}${other.key.slice(-43)}`)).toBe('invalid-key');
    expect(await store.verify('mr_aaaaaaaaaaaa_' + 'x'.repeat(43))).toBe('invalid-key');
    expect(await store.verify('nonsense')).toBe('invalid-key');
  });

  it('refuses a revoked key at once here and within five seconds elsewhere', async () => {
    const { key, description } = await store.create(request);
    const elsewhere = await open();
    expect(await elsewhere.verify(key)).toMatchObject({ tenant: 'acme' });
    await store.revoke(description.keyId, 'acme');
    expect(await store.verify(key)).toBe('invalid-key');
    clock += 5_000;
    expect(await elsewhere.verify(key)).toBe('invalid-key');
  });

  it('keeps both keys valid during the overlap of a rotation and only the new one after it', async () => {
    const old = await store.create(request);
    const rotated = await store.rotate(old.description.keyId, 'acme', 60_000);
    expect(rotated?.description).toMatchObject({
      tenant: 'acme',
      name: 'test',
      scopes: ['search', 'ingest'],
    });
    expect(await store.verify(old.key)).toMatchObject({ tenant: 'acme' });
    expect(await store.verify(rotated!.key)).toMatchObject({ tenant: 'acme' });
    clock += 60_000;
    expect(await store.verify(old.key)).toBe('invalid-key');
    expect(await store.verify(rotated!.key)).toMatchObject({ tenant: 'acme' });
  });

  it('does not rotate a key that has ended, and revoking twice does not move its end', async () => {
    const { description } = await store.create(request);
    const first = await store.revoke(description.keyId, 'acme');
    clock += 1_000;
    expect(await store.revoke(description.keyId, 'acme')).toEqual(first);
    expect(await store.rotate(description.keyId, 'acme', 60_000)).toBeUndefined();
  });

  it('shows and changes keys of one tenant only, unless asked for all', async () => {
    const { description } = await store.create({ ...request, tenant: 'other' });
    expect((await store.list('acme')).map((key) => key.tenant)).not.toContain('other');
    expect((await store.list(undefined)).map((key) => key.tenant)).toContain('other');
    expect(await store.find(description.keyId, 'acme')).toBeUndefined();
    expect(await store.revoke(description.keyId, 'acme')).toBeUndefined();
    expect(await store.rotate(description.keyId, 'acme', 0)).toBeUndefined();
    expect(await store.find(description.keyId, undefined)).toEqual(description);
  });

  it('goes on verifying known keys without MongoDB for five seconds, then says unavailable', async () => {
    const url = process.env['MONGODB_URL'] ?? '';
    const doomed = await connectMongo({ url, database: database.db.databaseName });
    const cut = await createApiKeyStore(doomed, () => clock);
    const { key } = await cut.create(request);
    expect(await cut.verify(key)).toMatchObject({ tenant: 'acme' });
    await doomed.close();
    clock += 4_999;
    expect(await cut.verify(key)).toMatchObject({ tenant: 'acme' });
    clock += 1;
    expect(await cut.verify(key)).toBe('unavailable');
  });
});

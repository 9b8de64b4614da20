import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSavedSearchStore } from '../src/saved-search-store.js';
import type { SavedSearch, SavedSearchStore } from '../src/saved-search-store.js';
import { scratchDatabase } from './scratch-database.js';

const LIMIT = 5;
const content = (name: string) => ({ name, q: 'error', description: '' });

describe('kept searches in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  let store: SavedSearchStore;
  beforeAll(async () => {
    database = await scratchDatabase();
    store = await createSavedSearchStore(database, { limit: LIMIT, now: () => 1_000 });
  });
  afterAll(() => database.drop());

  const created = async (tenant: string, name: string) =>
    (await store.create(tenant, 'k1', content(name))) as SavedSearch;

  it('are of one tenant, in which a name stands for one', async () => {
    const search = await created('shop', 'errors');
    expect(search).toMatchObject({
      ...content('errors'),
      version: 1,
      owner: 'k1',
      createdAt: '1970-01-01T00:00:01.000Z',
    });
    expect(await store.create('shop', 'k2', content('errors'))).toBe('name-taken');
    expect(await created('bank', 'errors')).toMatchObject({ name: 'errors' });
    expect(await store.list('shop')).toEqual([search]);
    expect(await store.find('shop', search.id)).toEqual(search);
    expect(await store.find('bank', search.id)).toBeUndefined();
    expect(await store.remove('bank', search.id)).toBe(false);
    const foreign = { tenant: 'bank', id: search.id, keyId: 'k', version: 1, content: content('x') };
    expect(await store.change(foreign)).toBe('stale');
    expect(await store.find('shop', search.id)).toEqual(search);
  });

  it('take of two changes from one version only the first', async () => {
    const { id } = await created('race', 'a');
    await created('race', 'taken');
    const change = (name: string) =>
      store.change({ tenant: 'race', id, keyId: 'k2', version: 1, content: content(name) });
    expect(await change('taken')).toBe('name-taken');
    const answers = await Promise.all([change('b'), change('c')]);
    expect(answers.filter((answer) => answer === 'stale')).toHaveLength(1);
    const [won] = answers.filter((answer) => answer !== 'stale');
    expect(won).toMatchObject({ version: 2, owner: 'k1', changedBy: 'k2' });
    expect(await store.find('race', id)).toEqual(won);
    expect([await store.remove('race', id), await store.remove('race', id)]).toEqual([true, false]);
  });

  it('are never more than the limit, however many come at once', async () => {
    const names = Array.from({ length: 3 * LIMIT }, (_, n) => `n${n}`);
    const answers = await Promise.all(names.map((name) => store.create('full', 'k', content(name))));
    const kept = await store.list('full');
    expect(kept.length).toBeLessThanOrEqual(LIMIT);
    expect(answers.filter((answer) => typeof answer === 'object')).toHaveLength(kept.length);
    for (let n = kept.length; n < LIMIT; n++) await created('full', `more${n}`);
    expect(await store.create('full', 'k', content('one more'))).toBe('too-many');
  });
});

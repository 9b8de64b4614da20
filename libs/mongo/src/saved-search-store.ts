import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import type { MongoConnection } from './connect-mongo.js';
import { isDuplicateKey } from './is-duplicate-key.js';

/** What a user says of a search to be kept. */
export interface SavedSearchContent {
  /** No two searches of a tenant share one. */
  readonly name: string;
  readonly q: string;
  readonly description: string;
}

/** A kept search. */
export interface SavedSearch extends SavedSearchContent {
  readonly id: string;
  /** 1, and one more with every change. */
  readonly version: number;
  /** Id of the key that made it. */
  readonly owner: string;
  /** Id of the key that changed it last. */
  readonly changedBy: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly changedAt: string;
}

/** A change of a search: to which, by whom, and from which version. */
export interface SavedSearchChange {
  readonly tenant: string;
  readonly id: string;
  readonly keyId: string;
  readonly version: number;
  readonly content: SavedSearchContent;
}

/**
 * Kept searches of tenants. Every method sees the searches of one tenant only, and rejects without MongoDB. Changes say
 * which version they are made from, so that of two at once one is told.
 */
export interface SavedSearchStore {
  /** `name-taken` when the tenant has one of that name, `too-many` when it has {@link SAVED_SEARCHES_PER_TENANT}. */
  create(
    tenant: string,
    keyId: string,
    content: SavedSearchContent,
  ): Promise<SavedSearch | 'name-taken' | 'too-many'>;
  /** All of a tenant, by name. */
  list(tenant: string): Promise<readonly SavedSearch[]>;
  find(tenant: string, id: string): Promise<SavedSearch | undefined>;
  /** `stale` when it has another version now, or is gone. */
  change(change: SavedSearchChange): Promise<SavedSearch | 'name-taken' | 'stale'>;
  /** Whether there was one. */
  remove(tenant: string, id: string): Promise<boolean>;
}

/** Searches a tenant may keep: a list that a person can look through, in one answer. */
export const SAVED_SEARCHES_PER_TENANT = 500;

interface SavedSearchDocument extends SavedSearchContent {
  readonly _id: string;
  readonly tenant: string;
  readonly version: number;
  readonly owner: string;
  readonly changedBy: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The kept searches of a database; ensures their index. `limit` is a test's own. */
export async function createSavedSearchStore(
  { db }: MongoConnection,
  { now = Date.now, limit = SAVED_SEARCHES_PER_TENANT }: { now?: () => number; limit?: number } = {},
): Promise<SavedSearchStore> {
  const searches = db.collection<SavedSearchDocument>('saved_searches');
  await searches.createIndex({ tenant: 1, name: 1 }, { unique: true }, {});
  return {
    create: (tenant, keyId, content) =>
      create(searches, { tenant, keyId, content, limit, at: new Date(now()) }),
    list: async (tenant) => {
      const found = searches.find({ tenant }).sort({ name: 1 }).limit(limit);
      return (await found.toArray()).map(described);
    },
    find: async (tenant, id) => {
      const document = await searches.findOne({ _id: id, tenant });
      return document ? described(document) : undefined;
    },
    change: (asked) => change(searches, asked, new Date(now())),
    remove: async (tenant, id) => (await searches.deleteOne({ _id: id, tenant })).deletedCount > 0,
  };
}

interface Creation {
  readonly tenant: string;
  readonly keyId: string;
  readonly content: SavedSearchContent;
  readonly limit: number;
  readonly at: Date;
}

async function create(
  searches: Collection<SavedSearchDocument>,
  { tenant, keyId, content, limit, at }: Creation,
): Promise<SavedSearch | 'name-taken' | 'too-many'> {
  if ((await searches.countDocuments({ tenant })) >= limit) return 'too-many';
  const document: SavedSearchDocument = {
    ...{ ...content, _id: randomUUID(), tenant, version: 1 },
    ...{ owner: keyId, changedBy: keyId, createdAt: at, changedAt: at },
  };
  const inserted = await unlessNameTaken(async () => searches.insertOne(document));
  if (inserted === 'name-taken') return inserted;
  // Of several that came at once, all that make too many step back.
  if ((await searches.countDocuments({ tenant })) <= limit) return described(document);
  await searches.deleteOne({ _id: document._id });
  return 'too-many';
}

async function change(
  searches: Collection<SavedSearchDocument>,
  { tenant, id, keyId, version, content }: SavedSearchChange,
  at: Date,
): Promise<SavedSearch | 'name-taken' | 'stale'> {
  const update = { $set: { ...content, changedBy: keyId, changedAt: at }, $inc: { version: 1 } };
  const document = await unlessNameTaken(() =>
    searches.findOneAndUpdate({ _id: id, tenant, version }, update, { returnDocument: 'after' }),
  );
  if (document === 'name-taken') return document;
  return document === null ? 'stale' : described(document);
}

async function unlessNameTaken<T>(write: () => Promise<T>): Promise<T | 'name-taken'> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) return 'name-taken';
    throw error;
  }
}

function described({
  _id,
  tenant: _tenant,
  createdAt,
  changedAt,
  ...rest
}: SavedSearchDocument): SavedSearch {
  return { ...rest, id: _id, createdAt: createdAt.toISOString(), changedAt: changedAt.toISOString() };
}

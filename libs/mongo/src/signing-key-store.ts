import { randomBytes } from 'node:crypto';
import { Binary } from 'mongodb';
import type { MongoConnection } from './connect-mongo.js';
import { createExpiringCache } from './expiring-cache.js';
import { isDuplicateKey } from './is-duplicate-key.js';

/** A secret that tokens and cursors are signed with. */
export interface StoredSigningKey {
  /** The day it is used from, `yyyymmdd`. */
  readonly id: string;
  readonly secret: Buffer;
}

/** Secrets shared by all processes, one for each day. */
export interface SigningKeyStore {
  /** The key of today, made by whoever needs it first. Rejects without MongoDB. */
  current(nowMs: number): Promise<StoredSigningKey>;
  /** undefined when there is none of this name any more. */
  find(id: string): Promise<StoredSigningKey | undefined>;
  /** All there are, ten at the most. */
  all(): Promise<readonly StoredSigningKey[]>;
}

interface SigningKeyDocument {
  readonly _id: string;
  readonly secret: Binary;
  readonly createdAt: Date;
}

/** What is signed stays good so long after its key was made: a day of use, and the longest life of a cursor. */
export const SIGNING_KEY_KEPT_SECONDS = 8 * 24 * 3_600;
const SECRET_BYTES = 32;
const CACHE_TTL_MS = 60_000;
const MAX_CACHED = 64;

/** The keys of a database; ensures the index that forgets them. */
export async function createSigningKeyStore(
  { db }: MongoConnection,
  now: () => number = Date.now,
): Promise<SigningKeyStore> {
  const keys = db.collection<SigningKeyDocument>('signing_keys');
  await keys.createIndex({ createdAt: 1 }, { expireAfterSeconds: SIGNING_KEY_KEPT_SECONDS }, {});
  const cache = createExpiringCache<StoredSigningKey>({ ttlMs: CACHE_TTL_MS, maxEntries: MAX_CACHED, now });
  const find = async (id: string): Promise<StoredSigningKey | undefined> => {
    const kept = cache.get(id);
    if (kept) return kept;
    const document = await keys.findOne({ _id: id });
    if (!document) return undefined;
    const key = keyOf(document);
    cache.set(id, key);
    return key;
  };
  return {
    find,
    all: async () => (await keys.find().limit(MAX_CACHED).toArray()).map(keyOf),
    async current(nowMs) {
      const id = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
      const found = await find(id);
      if (found) return found;
      const document = { _id: id, secret: new Binary(randomBytes(SECRET_BYTES)), createdAt: new Date(nowMs) };
      await keys.insertOne(document).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
      const made = await find(id);
      if (!made) throw new Error(`making signing key ${id}: it is not there`);
      return made;
    },
  };
}

function keyOf({ _id, secret }: SigningKeyDocument): StoredSigningKey {
  return { id: _id, secret: Buffer.from(secret.value()) };
}

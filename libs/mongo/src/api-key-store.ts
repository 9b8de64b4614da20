import { Binary } from 'mongodb';
import type { Collection } from 'mongodb';
import type { ApiKeyDescription, Principal, Scope } from '@millrace/schemas';
import { apiKeyCollection, describeApiKey } from './api-key-document.js';
import type { ApiKeyDocument } from './api-key-document.js';
import { newApiKey } from './api-key.js';
import type { MongoConnection } from './connect-mongo.js';
import { createKeyVerifier } from './key-verifier.js';

/** What a new key is to be. */
export interface NewKeyRequest {
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** A key at the only moment when it is known. */
export interface IssuedKey {
  readonly key: string;
  readonly description: ApiKeyDescription;
}

/** Keys in MongoDB, of which only hashes are stored. `tenant` undefined means every tenant. */
export interface ApiKeyStore {
  create(request: NewKeyRequest): Promise<IssuedKey>;
  /** Newest first, at most 1,000. */
  list(tenant: string | undefined): Promise<readonly ApiKeyDescription[]>;
  /** undefined when this tenant has no such key. */
  find(keyId: string, tenant: string | undefined): Promise<ApiKeyDescription | undefined>;
  /** The key is refused from now on, elsewhere within five seconds. undefined when this tenant has no such key. */
  revoke(keyId: string, tenant: string | undefined): Promise<ApiKeyDescription | undefined>;
  /**
   * A new key with the same tenant, name and scopes; the old one is refused after `overlapMs`. undefined when this
   * tenant has no such key that is still valid.
   */
  rotate(keyId: string, tenant: string | undefined, overlapMs: number): Promise<IssuedKey | undefined>;
  /**
   * Who a key belongs to. Never rejects. Answers are kept up to five seconds, so that known keys go on working while
   * MongoDB is away for less; after that `unavailable`.
   */
  readonly verify: (key: string) => Promise<Principal | 'invalid-key' | 'unavailable'>;
}

const LIST_LIMIT = 1_000;

/** The keys of a database; ensures their index. */
export async function createApiKeyStore(
  connection: MongoConnection,
  now: () => number = Date.now,
): Promise<ApiKeyStore> {
  const keys = apiKeyCollection(connection);
  await keys.createIndex({ tenant: 1, createdAt: -1 });
  const verifier = createKeyVerifier((keyId) => keys.findOne({ _id: keyId }), now);
  return {
    create: (request) => insert(keys, { ...request, nowMs: now() }),
    list: async (tenant) => {
      const found = keys.find(ofTenant(tenant)).sort({ createdAt: -1 }).limit(LIST_LIMIT);
      return (await found.toArray()).map(describeApiKey);
    },
    find: async (keyId, tenant) => {
      const document = await keys.findOne({ _id: keyId, ...ofTenant(tenant) });
      return document ? describeApiKey(document) : undefined;
    },
    revoke: async (keyId, tenant) => {
      const document = await expire(keys, { keyId, tenant, at: now() });
      verifier.forget(keyId);
      return document && describeApiKey(document);
    },
    rotate: (keyId, tenant, overlapMs) => rotate(keys, { keyId, tenant, now: now(), overlapMs }),
    verify: verifier.verify,
  };
}

function ofTenant(tenant: string | undefined) {
  return tenant === undefined ? {} : { tenant };
}

async function insert(
  keys: Collection<ApiKeyDocument>,
  request: NewKeyRequest & { readonly nowMs: number; readonly replaces?: string },
): Promise<IssuedKey> {
  const { key, keyId, hash } = newApiKey();
  const document: ApiKeyDocument = {
    _id: keyId,
    hash: new Binary(hash),
    tenant: request.tenant,
    name: request.name,
    scopes: [...request.scopes],
    createdAt: new Date(request.nowMs),
    ...(request.replaces !== undefined && { replaces: request.replaces }),
  };
  await keys.insertOne(document);
  return { key, description: describeApiKey(document) };
}

/** Moves a key's end to `at`, never later than it already was. */
async function expire(
  keys: Collection<ApiKeyDocument>,
  change: { readonly keyId: string; readonly tenant: string | undefined; readonly at: number },
): Promise<ApiKeyDocument | undefined> {
  const document = await keys.findOneAndUpdate(
    { _id: change.keyId, ...ofTenant(change.tenant) },
    { $min: { expiresAt: new Date(change.at) } },
    { returnDocument: 'after' },
  );
  return document ?? undefined;
}

async function rotate(
  keys: Collection<ApiKeyDocument>,
  change: {
    readonly keyId: string;
    readonly tenant: string | undefined;
    readonly now: number;
    readonly overlapMs: number;
  },
): Promise<IssuedKey | undefined> {
  const { keyId, tenant, now, overlapMs } = change;
  const old = await keys.findOne({ _id: keyId, ...ofTenant(tenant) });
  if (old === null || (old.expiresAt && old.expiresAt.getTime() <= now)) return undefined;
  // The new key first: a crash in between leaves two valid keys, not none.
  const issued = await insert(keys, { ...old, nowMs: now, replaces: keyId });
  await expire(keys, { keyId, tenant, at: now + overlapMs });
  return issued;
}

import type { Binary } from 'mongodb';
import type { Collection } from 'mongodb';
import type { ApiKeyDescription, Scope } from '@millrace/schemas';
import type { MongoConnection } from './connect-mongo.js';

/** A key as it is stored; `_id` is the key's id. */
export interface ApiKeyDocument {
  readonly _id: string;
  readonly hash: Binary;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: Scope[];
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  /** The key this one was rotated from. */
  readonly replaces?: string;
}

/** Collection of the keys. */
export function apiKeyCollection({ db }: MongoConnection): Collection<ApiKeyDocument> {
  return db.collection<ApiKeyDocument>('api_keys');
}

/** A stored key as it may be shown. */
export function describeApiKey(document: ApiKeyDocument): ApiKeyDescription {
  return {
    keyId: document._id,
    tenant: document.tenant,
    name: document.name,
    scopes: document.scopes,
    createdAt: document.createdAt.toISOString(),
    ...(document.expiresAt && { expiresAt: document.expiresAt.toISOString() }),
  };
}

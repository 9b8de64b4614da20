import { randomBytes } from 'node:crypto';
import { Binary } from 'mongodb';
import { TENANT_PATTERN } from '@millrace/schemas';
import type { MongoConnection } from './connect-mongo.js';
import { retryUpsert } from './is-duplicate-key.js';

interface TenantDocument {
  readonly _id: string;
  readonly secret: Binary;
  readonly createdAt: Date;
}

/** Tenants and the secret each one's ids are made with. */
export interface TenantStore {
  /**
   * The tenant's 32-byte secret, created at the first call anywhere: two processes that ask at once get the same one.
   * It never changes, since ids made with it must be met again; so it is kept in memory once read. Rejects on a name
   * that is no tenant id, and when MongoDB does not answer.
   */
  secretOf(tenant: string): Promise<Buffer>;
  /** Whether the tenant was ever created. */
  exists(tenant: string): Promise<boolean>;
  list(): Promise<readonly string[]>;
}

const SECRET_BYTES = 32;
const LIST_LIMIT = 10_000;

/** The tenants of a database. */
export function createTenantStore({ db }: MongoConnection, now: () => number = Date.now): TenantStore {
  const tenants = db.collection<TenantDocument>('tenants');
  const secrets = new Map<string, Buffer>();

  async function ensure(tenant: string): Promise<Buffer> {
    const fresh = { secret: new Binary(randomBytes(SECRET_BYTES)), createdAt: new Date(now()) };
    const document = await retryUpsert(() =>
      tenants.findOneAndUpdate(
        { _id: tenant },
        { $setOnInsert: fresh },
        { upsert: true, returnDocument: 'after' },
      ),
    );
    if (document === null)
      throw new Error(`creating the secret of tenant ${tenant}: the upsert gave nothing`);
    return Buffer.from(document.secret.value());
  }

  return {
    secretOf: async (tenant) => {
      if (!TENANT_PATTERN.test(tenant)) throw new RangeError(`creating tenant ${tenant}: not a tenant id`);
      const kept = secrets.get(tenant);
      if (kept !== undefined) return kept;
      const secret = await ensure(tenant);
      secrets.set(tenant, secret);
      return secret;
    },
    exists: async (tenant) =>
      secrets.has(tenant) || (await tenants.countDocuments({ _id: tenant }, { limit: 1 })) > 0,
    list: async () => {
      const found = tenants
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(LIST_LIMIT);
      return (await found.toArray()).map(({ _id }) => _id);
    },
  };
}

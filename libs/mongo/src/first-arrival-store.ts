import { createHash } from 'node:crypto';
import type { MongoConnection } from './connect-mongo.js';
import { retryUpsert } from './is-duplicate-key.js';

interface ArrivalDocument {
  readonly _id: string;
  readonly at: Date;
}

/** Remembers when a request with an `Idempotency-Key` came first, so that logs without a time get it at every retry. */
export interface FirstArrivalStore {
  /** `nowMs` at the first call for this key anywhere, that same time at later ones. Rejects without MongoDB. */
  firstArrivalMs(tenant: string, idempotencyKey: string, nowMs: number): Promise<number>;
}

/** How long a key is remembered; a retry that comes later is a new request. */
export const ARRIVAL_KEPT_SECONDS = 3 * 24 * 3_600;

/** The arrivals of a database; ensures the index that forgets them. Keys are stored hashed: senders choose them. */
export async function createFirstArrivalStore({ db }: MongoConnection): Promise<FirstArrivalStore> {
  const arrivals = db.collection<ArrivalDocument>('request_arrivals');
  await arrivals.createIndex({ at: 1 }, { expireAfterSeconds: ARRIVAL_KEPT_SECONDS }, {});
  return {
    firstArrivalMs: async (tenant, idempotencyKey, nowMs) => {
      const _id = createHash('sha256').update(`${tenant}\0${idempotencyKey}`).digest('base64url');
      const document = await retryUpsert(() =>
        arrivals.findOneAndUpdate(
          { _id },
          { $setOnInsert: { at: new Date(nowMs) } },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      return document?.at.getTime() ?? nowMs;
    },
  };
}

import type { AnnouncedInstance } from '@millrace/schemas';
import type { MongoConnection } from './connect-mongo.js';
import { retryUpsert } from './is-duplicate-key.js';

/** The instances that run, as they announce themselves. Every method rejects without MongoDB. */
export interface InstanceStore {
  /** Says that an instance runs; good for {@link ANNOUNCED_FOR_MS}. */
  announce(instance: Omit<AnnouncedInstance, 'seenAt'>): Promise<void>;
  /** It stops. */
  withdraw(instance: string): Promise<void>;
  /** Those announced and not withdrawn, by name. One that was killed is among them until its announcement is over. */
  list(): Promise<readonly AnnouncedInstance[]>;
}

/** How long an announcement holds, ms. */
export const ANNOUNCED_FOR_MS = 60_000;

interface InstanceDocument extends Omit<AnnouncedInstance, 'instance' | 'seenAt'> {
  readonly _id: string;
  readonly seenAt: Date;
}

/** The instances of a database; ensures the index that forgets them. */
export async function createInstanceStore(
  { db }: MongoConnection,
  now: () => number = Date.now,
): Promise<InstanceStore> {
  const instances = db.collection<InstanceDocument>('instances');
  await instances.createIndex({ seenAt: 1 }, { expireAfterSeconds: ANNOUNCED_FOR_MS / 1_000 }, {});
  return {
    async announce({ instance, ...facts }) {
      const change = { $set: { ...facts, seenAt: new Date(now()) } };
      await retryUpsert(() => instances.updateOne({ _id: instance }, change, { upsert: true }));
    },
    async withdraw(instance) {
      await instances.deleteOne({ _id: instance });
    },
    async list() {
      // The index forgets once a minute, which is too late to tell who is expected to answer.
      const since = new Date(now() - ANNOUNCED_FOR_MS);
      const found = await instances.find({ seenAt: { $gt: since } }, {}).toArray();
      return found
        .map(({ _id, seenAt, ...facts }) => ({ ...facts, instance: _id, seenAt: seenAt.toISOString() }))
        .toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
    },
  };
}

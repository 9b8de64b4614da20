import type { MongoConnection } from './connect-mongo.js';
import { retryUpsert } from './is-duplicate-key.js';

interface RetentionDeletionDocument {
  /** Name of the index. */
  readonly _id: string;
  readonly tenant: string;
  readonly deletedAt: Date;
}

/** A log index that retention deleted on purpose. */
export interface RetentionDeletion {
  readonly index: string;
  readonly tenant: string;
  /** ISO 8601, UTC; of the last deletion when the day was written again. */
  readonly deletedAt: string;
}

/** Which log indices retention has deleted, so that the audit can tell expired documents from missing ones. */
export interface RetentionDeletionStore {
  /** Notes a deletion; call it before the index is deleted, so that a crash in between leaves no unexplained loss. */
  record(deletion: { readonly index: string; readonly tenant: string }): Promise<void>;
  /** Deletions among `indices`, by index. */
  find(indices: readonly string[]): Promise<ReadonlyMap<string, RetentionDeletion>>;
}

/** The deletions of a database. */
export function createRetentionDeletionStore(
  { db }: MongoConnection,
  now: () => number = Date.now,
): RetentionDeletionStore {
  const deletions = db.collection<RetentionDeletionDocument>('retention_deletions');
  return {
    record: async ({ index, tenant }) => {
      const change = { $set: { tenant, deletedAt: new Date(now()) } };
      await retryUpsert(() => deletions.updateOne({ _id: index }, change, { upsert: true }));
    },
    find: async (indices) => {
      const found = await deletions.find({ _id: { $in: [...indices] } }).toArray();
      return new Map(
        found.map(({ _id, tenant, deletedAt }) => [
          _id,
          { index: _id, tenant, deletedAt: deletedAt.toISOString() },
        ]),
      );
    },
  };
}

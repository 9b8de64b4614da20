import type { MongoConnection } from './connect-mongo.js';

/** An operator's decision to go on with books that did not add up. */
export interface AuditAcceptance {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  /** Committed offset from which the books begin again. */
  readonly offset: number;
  /** What was wrong. */
  readonly reason: string;
  /** Why it was accepted, in the operator's words. */
  readonly note: string;
  /** Metadata that was replaced, as it was. */
  readonly ledger: unknown;
  /** Key of the operator. */
  readonly keyId: string;
  readonly tenant: string;
}

/** An acceptance with its time. */
export interface RecordedAcceptance extends AuditAcceptance {
  /** ISO 8601, UTC. */
  readonly acceptedAt: string;
}

/** Who accepted which break of a ledger, when and why; nothing is ever taken out. */
export interface AuditAcceptanceStore {
  record(acceptance: AuditAcceptance): Promise<RecordedAcceptance>;
  /** Newest first. */
  list(limit: number): Promise<readonly RecordedAcceptance[]>;
}

type AcceptanceDocument = AuditAcceptance & { readonly acceptedAt: Date };

/** The acceptances of a database; ensures their index. */
export async function createAuditAcceptanceStore(
  { db }: MongoConnection,
  now: () => number = Date.now,
): Promise<AuditAcceptanceStore> {
  const acceptances = db.collection<AcceptanceDocument>('audit_acceptances');
  await acceptances.createIndex({ acceptedAt: -1 });
  return {
    record: async (acceptance) => {
      const acceptedAt = new Date(now());
      await acceptances.insertOne({ ...acceptance, acceptedAt });
      return { ...acceptance, acceptedAt: acceptedAt.toISOString() };
    },
    list: async (limit) => {
      const found = acceptances
        .find({}, { projection: { _id: 0 } })
        .sort({ acceptedAt: -1 })
        .limit(limit);
      return (await found.toArray()).map((document) => ({
        ...document,
        acceptedAt: document.acceptedAt.toISOString(),
      }));
    },
  };
}

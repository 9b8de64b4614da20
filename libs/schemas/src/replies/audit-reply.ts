import { z } from 'zod';
import { GAP_KINDS } from '../commit-ledger.js';
import { OUTCOMES } from '../outcome.js';

const count = z.int().min(0);

/**
 * What the books of a partition say. `adds-up`: committed − base = Σ counts + Σ gaps. `not-started`: the group never
 * committed here. `wrong`: the sum differs. `ledger-broken`: missing, foreign, of another topic, or marked by its consumer.
 */
export const AUDIT_VERDICTS = ['adds-up', 'not-started', 'wrong', 'ledger-broken'] as const;

/** See {@link AUDIT_VERDICTS}. */
export type AuditVerdict = (typeof AUDIT_VERDICTS)[number];

/** The books of one consumer group in one partition. */
export const partitionAuditSchema = z.object({
  groupId: z.string(),
  app: z.string(),
  topic: z.string(),
  partition: count,
  /** First offset the log still holds, and the next one to be written: records written so far, gaps included. */
  low: count,
  high: count,
  /** Absent when the group never committed here. */
  base: count.optional(),
  committed: count.optional(),
  counts: z.partialRecord(z.enum(OUTCOMES), count),
  gaps: z.partialRecord(z.enum(GAP_KINDS), count),
  /** Records written and not committed; no fault. */
  inFlight: count,
  verdict: z.enum(AUDIT_VERDICTS),
  /** What is wrong, one line. */
  reason: z.string().optional(),
});

/** See {@link partitionAuditSchema}. */
export type PartitionAudit = z.infer<typeof partitionAuditSchema>;

/** Answer to `GET /v1/audit`. */
export const auditReplySchema = z.object({
  /** No partition is `wrong` or `ledger-broken`. */
  addsUp: z.boolean(),
  partitions: z.array(partitionAuditSchema),
});

/** See {@link auditReplySchema}. */
export type AuditReply = z.infer<typeof auditReplySchema>;

/**
 * A line of the answer to `GET /v1/audit/deep`: how far it came, and at the end what it found. It compares the ids of
 * the records in `logs` with the ids in Elasticsearch and `dead-letters`, and believes no counter.
 */
export const deepAuditLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), checked: count, total: count }),
  z.object({
    kind: z.literal('result'),
    /** Every record read is found. */
    complete: z.boolean(),
    /** Records read from `logs`. */
    records: count,
    /** Distinct documents among them: one sent twice counts once. */
    documents: count,
    indexed: count,
    deadLettered: count,
    /** On their way in `logs.parked`. */
    parked: count,
    /** Deleted with their day by the retention, as recorded. */
    expired: count,
    /** Read but not yet committed by the indexer, and so not looked for. */
    inFlight: count,
    missing: count,
    /** The first of those missing, bounded. */
    missingSample: z.array(z.object({ record: z.string(), index: z.string(), documentId: z.string() })),
  }),
  z.object({ kind: z.literal('error'), code: z.string(), detail: z.string() }),
]);

/** See {@link deepAuditLineSchema}. */
export type DeepAuditLine = z.infer<typeof deepAuditLineSchema>;

/** Body of `POST /v1/audit/accept`: go on with a partition whose ledger is broken, from where it was committed. */
export const auditAcceptanceSchema = z.strictObject({
  groupId: z.string().min(1),
  topic: z.string().min(1),
  partition: count,
  /** The operator's words, kept for good. */
  note: z.string().min(1).max(1_024),
});

/** See {@link auditAcceptanceSchema}. */
export type AuditAcceptanceRequest = z.infer<typeof auditAcceptanceSchema>;

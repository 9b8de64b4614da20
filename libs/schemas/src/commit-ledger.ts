import { z } from 'zod';
import { OUTCOMES } from './outcome.js';

/** Kinds of offsets that carry no record for the consumer: transaction markers, and records eaten by retention. */
export const GAP_KINDS = ['control', 'expired'] as const;
/** See {@link GAP_KINDS}. */
export type GapKind = (typeof GAP_KINDS)[number];

const count = z.int().min(0);

/**
 * What rides on every committed offset as Kafka's commit metadata (JSON, at most 4,096 bytes), atomically with it.
 * Invariant: committed offset − base = Σ counts + Σ gaps.
 */
export const commitLedgerSchema = z.strictObject({
  v: z.literal(1),
  /** Offset at which the counting began; 0 for a group that was there from the start. */
  base: count,
  /** Assignment epoch of the committing member, for reading the history of a partition. */
  epoch: count,
  /** Topic UUID: a topic recreated and refilled would pass every sum. Absent when the broker tells none. */
  topicId: z.string().max(64).optional(),
  counts: z.partialRecord(z.enum(OUTCOMES), count),
  gaps: z.partialRecord(z.enum(GAP_KINDS), count),
  /** Which acceptance of an operator the counting goes back to; absent where none did. */
  accepted: z.string().max(64).optional(),
  /** Why this partition stopped; set by the consumer that found its books wrong, cleared only by an operator. */
  broken: z.string().max(512).optional(),
});

/** See {@link commitLedgerSchema}. */
export type CommitLedger = z.infer<typeof commitLedgerSchema>;

/** A ledger as the metadata string. */
export function encodeCommitLedger(ledger: CommitLedger): string {
  return JSON.stringify(ledger);
}

/** The ledger in a metadata string; undefined when the string is empty, foreign or malformed. */
export function decodeCommitLedger(metadata: string | null | undefined): CommitLedger | undefined {
  if (!metadata) return undefined;
  try {
    return commitLedgerSchema.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** Records and gaps counted so far. */
export function ledgerTotal(ledger: Pick<CommitLedger, 'counts' | 'gaps'>): number {
  const sum = (values: Readonly<Record<string, number | undefined>>) =>
    Object.values(values).reduce<number>((total, value) => total + (value ?? 0), 0);
  return sum(ledger.counts) + sum(ledger.gaps);
}

/** Whether a ledger accounts for every offset from its base up to `committed`. */
export function ledgerBalances(ledger: CommitLedger, committed: number): boolean {
  return committed - ledger.base === ledgerTotal(ledger);
}

import { openLedger } from '@millrace/pipeline';
import type { PartitionFacts } from '@millrace/pipeline';
import type { GapKind, OutcomeCounts } from '@millrace/schemas';

/** What is found of a partition, with the id by which the group knows the topic; see `openLedger`. */
export type AuditedFacts = PartitionFacts & { readonly knownTopicId?: string | undefined };

/** The books of one partition. */
export interface PartitionAudit {
  readonly partition: number;
  /** First offset that can still be read. */
  readonly low: number;
  /** Records ever written: the next offset. */
  readonly written: number;
  /** Offset at which the counting began; null when the group never committed. */
  readonly base: number | null;
  readonly committed: number | null;
  readonly counts: OutcomeCounts;
  readonly gaps: Readonly<Partial<Record<GapKind, number>>>;
  /** Written and still to be read or finished. Not a fault. */
  readonly inFlight: number;
  /** Gone by retention before they were read; the consumer will count them when it goes on. */
  readonly expiredUnread: number;
  /** Whether every offset up to the committed one is accounted for. */
  readonly balanced: boolean;
  /** What is wrong. */
  readonly reason?: string;
}

/**
 * Judges the books of a partition as a new owner would before it goes on with them. On a topic that only Millrace
 * writes, offsets without a record are a fault as well: nothing there uses transactions.
 */
export function auditPartition(partition: number, facts: AuditedFacts, ownTopic: boolean): PartitionAudit {
  const { committed, ledger, low, high } = facts;
  const reason = faultOf(facts, ownTopic);
  const position = committed ?? 0;
  return {
    partition,
    low,
    written: high,
    base: ledger?.base ?? null,
    committed: committed ?? null,
    counts: ledger?.counts ?? {},
    gaps: ledger?.gaps ?? {},
    inFlight: Math.max(0, high - Math.max(position, low)),
    expiredUnread: Math.max(0, low - position),
    balanced: reason === undefined,
    ...(reason !== undefined && { reason }),
  };
}

function faultOf(facts: AuditedFacts, ownTopic: boolean): string | undefined {
  const opening = openLedger(facts, facts.knownTopicId);
  if (opening.state === 'broken') return opening.reason;
  const control = facts.ledger?.gaps.control ?? 0;
  if (!ownTopic || control === 0) return undefined;
  return `${control} offsets without a record, on a topic that nobody writes in transactions`;
}

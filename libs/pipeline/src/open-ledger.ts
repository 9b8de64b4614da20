import { ledgerBalances, ledgerTotal } from '@millrace/schemas';
import type { CommitLedger } from '@millrace/schemas';

/** What a new owner finds of a partition. */
export interface PartitionFacts {
  /** undefined when the group never committed here. */
  readonly committed: number | undefined;
  /** undefined when the metadata is empty, foreign or malformed. */
  readonly ledger: CommitLedger | undefined;
  /** UUID of the topic now; undefined when the broker tells none. */
  readonly topicId: string | undefined;
  /** First offset of the log and the one after its last. */
  readonly low: number;
  readonly high: number;
  /** What the group committed, where kept state stands for it here: all that others see, so all that the audit judges. */
  readonly seen?: Pick<PartitionFacts, 'committed' | 'ledger'>;
}

/** How an owner goes on: with a ledger at a position, or not at all. */
export type LedgerOpening =
  | { readonly state: 'open'; readonly position: number; readonly ledger: CommitLedger }
  | {
      readonly state: 'broken';
      readonly reason: string;
      /** Given when what the group committed does not show it, and this should. */
      readonly evidence?: { readonly offset: number; readonly ledger: CommitLedger };
    };

/**
 * Decides whether the books of a partition can be continued. A group that never committed begins at offset 0, so that
 * what retention took before it came is counted as expired. Offsets below `low` are for the caller to count.
 * `knownTopicId` is the UUID by which the group knows the topic (see `TopicIdentities`): with a topic Kafka deletes its
 * committed offsets too, and a topic recreated would else look like one never read.
 */
export function openLedger(facts: PartitionFacts, knownTopicId?: string): LedgerOpening {
  const opening = judge(facts, knownTopicId);
  if (opening.state === 'open' || facts.seen === undefined) return opening;
  const { reason } = opening;
  const others = judge({ ...facts, ...facts.seen }, knownTopicId);
  if (others.state === 'broken') return { ...others, reason };
  return { state: 'broken', reason, evidence: evidenceAt(others.position, others.ledger, reason) };
}

function judge(facts: PartitionFacts, knownTopicId: string | undefined): LedgerOpening {
  const { committed, ledger, topicId } = facts;
  if (committed === undefined) {
    const fresh: CommitLedger = { v: 1, base: 0, epoch: 1, ...withId(topicId), counts: {}, gaps: {} };
    if (!differs(knownTopicId, topicId)) return { state: 'open', position: 0, ledger: fresh };
    const reason = recreated(knownTopicId, topicId);
    return { state: 'broken', reason, evidence: evidenceAt(0, fresh, reason) };
  }
  const reason = ledger
    ? faultOf(ledger, { ...facts, committed })
    : `offset ${committed} was committed without a ledger`;
  if (reason !== undefined || !ledger) return { state: 'broken', reason: reason ?? '' };
  const { topicId: known = topicId, ...rest } = ledger;
  return {
    state: 'open',
    position: committed,
    ledger: { ...rest, ...withId(known), epoch: ledger.epoch + 1 },
  };
}

function evidenceAt(offset: number, ledger: CommitLedger, reason: string) {
  return { offset, ledger: { ...ledger, broken: reason } };
}

function faultOf(
  ledger: CommitLedger,
  facts: PartitionFacts & { readonly committed: number },
): string | undefined {
  const { committed, topicId, high } = facts;
  if (ledger.broken !== undefined) return ledger.broken;
  if (differs(ledger.topicId, topicId)) return recreated(ledger.topicId, topicId);
  if (!ledgerBalances(ledger, committed))
    return (
      `offset ${committed} is ${committed - ledger.base} above base ${ledger.base}, ` +
      `but the ledger accounts for ${ledgerTotal(ledger)}`
    );
  if (committed > high) return `offset ${committed} is committed, but the log ends at ${high}`;
  return undefined;
}

function differs(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function recreated(before: string | undefined, now: string | undefined): string {
  return `the topic was recreated: its id is ${now ?? 'unknown'}, the books are of ${before ?? 'unknown'}`;
}

function withId(topicId: string | undefined): { readonly topicId?: string } {
  return topicId === undefined ? {} : { topicId };
}

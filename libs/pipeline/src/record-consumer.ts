import type { Outcome } from '@millrace/schemas';
import type { Checkpoints } from './checkpoints.js';
import type { SourceRecord } from './source-record.js';
import type { TopicIdentities } from './topic-identities.js';

/** How one record ended. */
export interface RecordOutcome {
  readonly record: SourceRecord;
  readonly outcome: Outcome;
}

/**
 * The work of an app on a batch of records, which may come from several partitions; within a partition they are in
 * order. Resolves with exactly one outcome for each record, in any order: a record without one breaks the ledger of
 * its partition. Rejecting is a programming error and stops the process. May wait for its sink as long as it must,
 * but ends soon after `signal` aborts, by rejecting with the signal's reason; those records are delivered again.
 */
export type ProcessRecords = (
  records: readonly SourceRecord[],
  signal: AbortSignal,
) => Promise<readonly RecordOutcome[]>;

/** What a partition is doing, for health, metrics and the audit. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** Differs from one assignment of this process to the next: in between another process may have had the partition. */
  readonly epoch: number;
  readonly state: 'starting' | 'consuming' | 'paused' | 'ledger-broken';
  /** Next offset to commit: everything below has its outcome. */
  readonly position: number;
  /** Last known end of the log; lag is `end − position`. */
  readonly end: number;
  readonly queuedRecords: number;
  readonly queuedBytes: number;
  /** Why the ledger is broken. */
  readonly reason?: string;
}

/** Where records come from, with at-least-once delivery and a ledger on every commit. */
export interface RecordConsumer {
  /** Joins the group and begins to deliver; resolves once joined. Rejects when the broker cannot be reached. */
  start(signal: AbortSignal): Promise<void>;
  /** Stops taking, waits up to `drainTimeoutMs` for what is in flight, commits what is done, leaves the group. */
  stop(drainTimeoutMs: number): Promise<void>;
  /**
   * Fetches nothing more, until `resume` or the end of the process, whatever is assigned meanwhile. Records that were
   * fetched get their outcomes; the membership stays, so that nobody else takes the partitions over. Does no harm twice.
   */
  pause(): void;
  resume(): void;
  /** Assigned partitions. */
  partitions(): readonly PartitionState[];
  /** Settles when the consumer ends: resolves after `stop`, rejects with what it cannot survive. */
  readonly closed: Promise<void>;
}

/** Bounds and waits of a consumer. */
export interface RecordConsumerOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Records and bytes of one call of the processor. */
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
  /** How long an unfilled batch waits for more. */
  readonly lingerMs: number;
  /** Calls of the processor at a time. */
  readonly maxInFlight: number;
  /** Bytes a partition's lane holds before the partition is paused. */
  readonly maxLaneBytes: number;
  readonly commitIntervalMs: number;
  /**
   * Where the ids of topics are kept. While it does not answer, partitions stay `starting`. Without it a topic recreated
   * while the group had no member is taken for one never read.
   */
  readonly topicIdentities?: TopicIdentities;
  /** State that the processor keeps with its position; without it there is none. */
  readonly checkpoints?: Checkpoints;
}

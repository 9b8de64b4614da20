import type { CommitLedger, TopicDeclaration } from '@millrace/schemas';
import type { SourceRecord } from './source-record.js';

/** First and next offset of a partition. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** A group's committed position in a partition. */
export interface CommittedPosition {
  readonly partition: number;
  /** undefined when the group never committed here. */
  readonly offset: number | undefined;
  /** undefined when the metadata is empty, foreign or malformed. */
  readonly ledger: CommitLedger | undefined;
}

/** A position an operator gives a group. A fresh base (`base` = offset, no counts) accepts a break of the books. */
export interface ChosenPosition {
  readonly partition: number;
  readonly offset: number;
  readonly ledger: CommitLedger;
}

/** Administration of topics and groups. */
export interface RecordLogAdmin {
  /** Creates what is missing; returns how existing topics differ from their declaration (one line each, for a warning). */
  ensureTopics(topics: readonly TopicDeclaration[]): Promise<readonly string[]>;
  listTopics(): Promise<readonly string[]>;
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  committed(groupId: string, topic: string): Promise<readonly CommittedPosition[]>;
  /** UUID of a topic; undefined when there is no such topic. */
  topicId(topic: string): Promise<string | undefined>;
  /** Replaces a group's position; fails while the group has members. */
  setCommitted(groupId: string, topic: string, position: ChosenPosition): Promise<void>;
  close(): Promise<void>;
}

/** Reads a stretch of a topic by position, outside any group. */
export interface RecordReader {
  /** Yields batches of records with `from ≤ offset < to` in order; ends early when `signal` aborts. */
  read(
    range: { readonly topic: string; readonly partition: number; readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): AsyncIterable<readonly SourceRecord[]>;
  close(): Promise<void>;
}

/** What was found in a partition from one offset up to another, exclusive. */
export interface FollowedStretch {
  readonly partition: number;
  /** Beyond the `next` of the stretch before when retention took what was between. */
  readonly from: number;
  readonly next: number;
  /** End of the partition when it was read. */
  readonly end: number;
  readonly records: readonly SourceRecord[];
}

/** Reads a topic as it grows, outside any group. */
export interface RecordFollower {
  /**
   * Hands over everything in every partition from these offsets on, in order within a partition, until `signal` aborts;
   * then resolves. The next stretch of a partition waits until the one before is taken. Partitions that are added are
   * followed from their first offset. Outlasts brokers that are away. Rejects when the topic is gone or was made anew,
   * when a log ends before the position it is followed from, or when the brokers do not let the client in.
   */
  follow(
    start: { readonly topic: string; readonly topicId: string; readonly from: readonly number[] },
    take: (stretch: FollowedStretch) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

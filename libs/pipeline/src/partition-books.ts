import { OUTCOMES } from '@millrace/schemas';
import type { CommitLedger } from '@millrace/schemas';
import type { FetchedStretch } from './fetched-stretch.js';
import { createLane } from './lane.js';
import type { Lane } from './lane.js';
import { LedgerImbalanceError, createLedgerBook } from './ledger-book.js';
import type { LedgerBook } from './ledger-book.js';
import { createPrefixTracker } from './prefix-tracker.js';
import type { RecordOutcome } from './record-consumer.js';
import type { SourceRecord } from './source-record.js';
import { createStretchTaker } from './stretch-taker.js';
import type { StretchVerdict } from './stretch-taker.js';
import type { TopicPartition } from './topic-partition.js';

/**
 * Offsets of a partition that may be ahead of the first without an outcome before no more are taken. Without a bound
 * one record that is tried for hours would let the memory of what is done behind it grow, and all of that be
 * delivered again after a crash.
 */
export const MAX_UNCOMMITTED_OFFSETS = 250_000;

/** A position to commit with its ledger. */
export interface CommitPoint extends TopicPartition {
  readonly offset: number;
  readonly ledger: CommitLedger;
}

/** Lane, prefix and ledger of one owned partition; pure state, driven by what is fetched and how records end. */
export interface PartitionBooks {
  readonly lane: Lane;
  /** Offset from which to fetch. */
  next(): number;
  position(): number;
  end(): number;
  brokenReason(): string | undefined;
  take(stretch: FetchedStretch): StretchVerdict;
  /** Whether a partition that was `full` has room again: in its lane, and behind its oldest open record. */
  hasEbbed(): boolean;
  /** The log now starts at `low`: what was not yet fetched below it is `expired`, and the next commit says so. */
  logStartsAt(low: number): void;
  /** The log was seen to end at `high`, by other means than a fetch. */
  logEndsAt(high: number): void;
  /** Notes outcomes of this partition's records; one that nobody waits for breaks the ledger. */
  settle(outcomes: readonly RecordOutcome[]): void;
  /** Breaks the ledger at the first of these records that has no outcome. */
  require(records: readonly SourceRecord[]): void;
  /** What is to be committed; undefined when nothing changed since {@link committed}. */
  commitPoint(): CommitPoint | undefined;
  committed(point: CommitPoint): void;
}

/** How the books of a partition are opened. */
export interface PartitionBooksOptions extends TopicPartition {
  /** From `openLedger`. */
  readonly position: number;
  readonly ledger: CommitLedger;
  readonly low: number;
  readonly high: number;
  readonly maxLaneBytes: number;
  /**
   * Whether offsets without a record inside a fetched range are `control` gaps: on raw topics, where strangers write
   * transactions. On our own topics nothing writes them and only retention may make a gap, so they break the ledger.
   */
  readonly controlGaps: boolean;
}

/** Opens the books of a partition; offsets between its position and the start of the log are `expired`. */
export function createPartitionBooks(options: PartitionBooksOptions): PartitionBooks {
  const lane = createLane(options.maxLaneBytes);
  const tracker = createPrefixTracker(options.position);
  const book = createLedgerBook(options.ledger);
  const breakAt = (offset: number, reason: string): void => {
    book.markBroken(reason);
    tracker.stopAt(offset);
    lane.dropFrom(offset);
  };
  const taker = createStretchTaker({ lane, tracker, breakAt, controlGaps: options.controlGaps });
  const points = createCommitPoints(options, book, breakAt);
  const isBroken = () => book.broken() !== undefined;
  const isFarAhead = (): boolean => {
    if (tracker.next() - tracker.position() <= MAX_UNCOMMITTED_OFFSETS) return false;
    book.add(tracker.advance());
    return tracker.next() - tracker.position() > MAX_UNCOMMITTED_OFFSETS;
  };
  let end = options.high;

  taker.logStartsAt(options.low);
  return {
    lane,
    next: tracker.next,
    position: tracker.position,
    end: () => end,
    brokenReason: book.broken,
    take(stretch) {
      if (isBroken()) return 'broken';
      end = stretch.end;
      const verdict = taker.take(stretch);
      return verdict === 'taken' && isFarAhead() ? 'full' : verdict;
    },
    hasEbbed: () => lane.hasEbbed() && !isFarAhead(),
    logStartsAt(low) {
      if (isBroken()) return;
      taker.logStartsAt(low);
      points.forget();
    },
    logEndsAt(high) {
      end = Math.max(end, high);
    },
    settle(outcomes) {
      for (const { record, outcome } of outcomes)
        if (!tracker.settle(record.offset, outcome)) breakAt(record.offset, strayOutcome(record, outcome));
    },
    require(records) {
      const missing = records.find((record) => !tracker.isSettled(record.offset));
      if (missing) breakAt(missing.offset, `the processor returned no outcome for offset ${missing.offset}`);
      book.add(tracker.advance());
    },
    commitPoint() {
      book.add(tracker.advance());
      return points.at(tracker.position());
    },
    committed: points.committed,
  };
}

function strayOutcome(record: SourceRecord, outcome: string): string {
  const known = (OUTCOMES as readonly string[]).includes(outcome);
  const why = known ? 'which was not waiting for one' : 'and there is no such outcome';
  return `the processor returned ${outcome} for offset ${record.offset}, ${why}`;
}

/** Knows what was committed last. The base and the topic's id never change under one owner; offset and reason do. */
function createCommitPoints(
  { topic, partition, position, ledger }: PartitionBooksOptions,
  book: LedgerBook,
  breakAt: (offset: number, reason: string) => void,
) {
  let lastGood: CommitPoint = { topic, partition, offset: position, ledger };
  let committed: CommitPoint | undefined;
  /** Books that do not add up are not committed: the last point at which they did says why. */
  const balanced = (offset: number): CommitPoint => {
    try {
      lastGood = { topic, partition, offset, ledger: book.ledgerAt(offset) };
      return lastGood;
    } catch (error) {
      if (!(error instanceof LedgerImbalanceError)) throw error;
      breakAt(offset, error.message);
      return { ...lastGood, ledger: { ...lastGood.ledger, broken: book.broken() ?? error.message } };
    }
  };
  return {
    at(offset: number): CommitPoint | undefined {
      const point = balanced(offset);
      const same = point.offset === committed?.offset && point.ledger.broken === committed.ledger.broken;
      return same ? undefined : point;
    },
    committed: (point: CommitPoint): void => void (committed = point),
    forget: (): void => void (committed = undefined),
  };
}

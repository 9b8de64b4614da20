import { OUTCOMES } from '@millrace/schemas';
import type { CommitLedger } from '@millrace/schemas';
import type { FetchedStretch } from './fetched-stretch.js';
import { createLane } from './lane.js';
import type { Lane } from './lane.js';
import { LedgerImbalanceError, createLedgerBook } from './ledger-book.js';
import { createPrefixTracker } from './prefix-tracker.js';
import type { RecordOutcome } from './record-consumer.js';
import type { SourceRecord } from './source-record.js';

/**
 * What to do after a stretch. `taken`: nothing. `full`: pause; what was not taken is fetched again from `next`.
 * `unsure`: offsets before the stretch are missing; pause, read where the log starts, call `logStartsAt`, fetch from
 * `next`. `broken`: pause for good.
 */
export type StretchVerdict = 'taken' | 'full' | 'unsure' | 'broken';

/** A position to commit with its ledger. */
export interface CommitPoint {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly ledger: CommitLedger;
}

/** Lane, prefix and ledger of one owned partition; pure state, driven by what is fetched and how records end. */
export interface PartitionBooks {
  readonly topic: string;
  readonly partition: number;
  readonly lane: Lane;
  /** Offset from which to fetch. */
  next(): number;
  position(): number;
  end(): number;
  brokenReason(): string | undefined;
  take(stretch: FetchedStretch): StretchVerdict;
  /** The log now starts at `low`: what was not yet fetched below it is `expired`. */
  logStartsAt(low: number): void;
  /** Notes outcomes of this partition's records. */
  settle(outcomes: readonly RecordOutcome[]): void;
  /** Breaks the ledger at the first of these records that has no outcome. */
  require(records: readonly SourceRecord[]): void;
  /** What is to be committed; undefined when nothing changed since {@link committed}. */
  commitPoint(): CommitPoint | undefined;
  committed(point: CommitPoint): void;
}

/** How the books of a partition are opened. */
export interface PartitionBooksOptions {
  readonly topic: string;
  readonly partition: number;
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

/** Times in a row a fetch may begin above where it was asked to, before the ledger is broken over it. */
const UNSURE_LIMIT = 3;

/** Opens the books of a partition; offsets between its position and the start of the log are `expired`. */
export function createPartitionBooks(options: PartitionBooksOptions): PartitionBooks {
  const { topic, partition, controlGaps } = options;
  const lane = createLane(options.maxLaneBytes);
  const tracker = createPrefixTracker(options.position);
  const book = createLedgerBook(options.ledger);
  let end = options.high;
  let lastGood: CommitPoint = { topic, partition, offset: options.position, ledger: options.ledger };
  let lastCommit: string | undefined;
  /** A hole whose kind is known only with the start of the log. */
  let holeTo: number | undefined;
  let unsure = 0;

  const breakAt = (offset: number, reason: string): 'broken' => {
    book.markBroken(reason);
    tracker.stopAt(offset);
    lane.dropFrom(offset);
    return 'broken';
  };
  const hole = (to: number): boolean => {
    const from = tracker.next();
    if (to <= from) return true;
    if (controlGaps) tracker.skip('control', to);
    else
      breakAt(
        from,
        `no record at offsets ${from} to ${to - 1} of ${topic}[${partition}]; the next is at ${to}`,
      );
    return controlGaps;
  };
  const takeRecords = (records: readonly SourceRecord[]): StretchVerdict => {
    for (const record of records) {
      if (record.offset < tracker.next()) continue;
      if (!hole(record.offset)) return 'broken';
      if (!lane.offer(record)) return 'full';
      tracker.expect();
    }
    return 'taken';
  };
  const books: PartitionBooks = {
    topic,
    partition,
    lane,
    next: tracker.next,
    position: tracker.position,
    end: () => end,
    brokenReason: book.broken,
    take(stretch) {
      if (book.broken() !== undefined) return 'broken';
      const next = tracker.next();
      end = stretch.end;
      if (stretch.end < next)
        return breakAt(
          next,
          `the log of ${topic}[${partition}] ends at ${stretch.end}, below position ${next}`,
        );
      if ((stretch.from ?? stretch.first) > next) {
        holeTo = stretch.from === undefined ? stretch.to : undefined;
        unsure += 1;
        return unsure > UNSURE_LIMIT
          ? breakAt(next, `fetching from offset ${next} keeps beginning above it`)
          : 'unsure';
      }
      unsure = 0;
      const verdict = takeRecords(stretch.records);
      if (verdict !== 'taken') return verdict;
      if (!hole(stretch.to)) return 'broken';
      return lane.bytes() >= options.maxLaneBytes ? 'full' : 'taken';
    },
    logStartsAt(low) {
      if (book.broken() !== undefined) return;
      if (low > tracker.next()) tracker.skip('expired', low);
      if (holeTo !== undefined) hole(holeTo);
      holeTo = undefined;
      lastCommit = undefined;
    },
    settle(outcomes) {
      for (const { record, outcome } of outcomes) {
        if (tracker.settle(record.offset, outcome)) continue;
        const fault = OUTCOMES.includes(outcome)
          ? 'that was not waiting for one'
          : 'and there is no such outcome';
        breakAt(record.offset, `the processor returned ${outcome} for offset ${record.offset}, ${fault}`);
      }
    },
    require(records) {
      const missing = records.find((record) => !tracker.isSettled(record.offset));
      if (missing) breakAt(missing.offset, `the processor returned no outcome for offset ${missing.offset}`);
      book.add(tracker.advance());
    },
    commitPoint() {
      book.add(tracker.advance());
      const point = balancedPoint();
      return fingerprint(point) === lastCommit ? undefined : point;
    },
    committed(point) {
      lastCommit = fingerprint(point);
    },
  };
  /** Books that do not add up are not committed: the last point at which they did says why. */
  const balancedPoint = (): CommitPoint => {
    const offset = tracker.position();
    try {
      lastGood = { topic, partition, offset, ledger: book.ledgerAt(offset) };
      return lastGood;
    } catch (error) {
      if (!(error instanceof LedgerImbalanceError)) throw error;
      breakAt(offset, error.message);
      return { ...lastGood, ledger: { ...lastGood.ledger, broken: book.broken() ?? error.message } };
    }
  };
  books.logStartsAt(options.low);
  return books;
}

/** The base and the topic's id never change under one owner; position and reason are what a commit can change. */
function fingerprint({ offset, ledger }: CommitPoint): string {
  return `${offset} ${ledger.broken ?? ''}`;
}

import type { FilteredDocument, Predicate } from '@millrace/filter';
import type { RingEntry } from '../ring/ring-entry.js';
import type { Reader } from './reader.js';

/** The subscriptions of a stream that ask for the same: each record is tested and encoded once for all of them. */
export interface FilterGroup {
  /** Stands for the group in batches. */
  readonly number: number;
  readonly tenant: string;
  /** What makes two filters the same. */
  readonly key: string;
  /** undefined when every record of the tenant matches, which then need not be parsed. */
  readonly predicate: Predicate | undefined;
  /** Those that stand where the stream stands. */
  readonly synced: Set<Reader>;
  /** Those that stand further back: they replay, or their connection has no room. */
  readonly behind: Set<Reader>;
  readonly history: MatchHistory;
}

/** Running number of a group's matches at each point up to which the stream was flushed. */
export interface MatchHistory {
  /** Matches up to the last flush. */
  total(): number;
  /** Adds the matches of a flush that ended at a sequence number. */
  add(endSequence: number, matches: number): void;
  /** Matches up to a flush that ended at or before a sequence number that is not forgotten. */
  at(sequence: number): number;
  /** Forgets what is below a sequence number. */
  forgetBelow(sequence: number): void;
}

/** See {@link MatchHistory}. */
export function createMatchHistory(): MatchHistory {
  let points: { readonly endSequence: number; readonly total: number }[] = [];
  let total = 0;
  let forgotten = 0;
  return {
    total: () => total,
    add(endSequence, matches) {
      if (matches === 0) return;
      total += matches;
      points.push({ endSequence, total });
    },
    at(sequence) {
      return points.findLast(({ endSequence }) => endSequence <= sequence)?.total ?? forgotten;
    },
    forgetBelow(sequence) {
      const kept = points.findIndex(({ endSequence }) => endSequence > sequence);
      const gone = kept === -1 ? points.length : kept;
      // Rarely, and many at a time: cutting the front of a long list costs its length.
      if (gone === 0 || (gone < 256 && kept !== -1)) return;
      forgotten = points[gone - 1]?.total ?? forgotten;
      points = points.slice(gone);
    },
  };
}

/** Whether an entry belongs to a group; `parse` is called when that cannot be told without its document. */
export function groupMatches(
  { tenant, predicate }: FilterGroup,
  entry: RingEntry,
  parse: () => FilteredDocument | undefined,
): boolean {
  if (entry.isRepeated || entry.tenant !== tenant) return false;
  if (predicate === undefined) return true;
  const document = parse();
  return document !== undefined && predicate(document);
}

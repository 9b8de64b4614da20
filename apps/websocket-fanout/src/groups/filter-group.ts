import type { FilteredDocument, Predicate } from '@millrace/filter';
import type { RingEntry } from '../ring/ring-entry.js';
import type { MatchHistory } from './match-history.js';
import type { Reader } from './reader.js';

/** The subscriptions of a stream that ask for the same: each record is tested and encoded once for all of them. */
export interface FilterGroup {
  /** Stands for the group in batches. */
  readonly number: number;
  readonly tenant: string;
  /** What makes two filters the same. */
  readonly key: string;
  /** Terms of the filter. */
  readonly terms: number;
  /** undefined when every record of the tenant matches, which then need not be parsed. */
  readonly predicate: Predicate | undefined;
  /** Those that stand where the stream stands. */
  readonly synced: Set<Reader>;
  /** Those that stand further back: they replay, or their connection has no room. */
  readonly behind: Set<Reader>;
  readonly history: MatchHistory;
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

import type { CloseReason, ServerMessageOf, TailPolicy } from '@millrace/schemas';
import type { OffsetRange, Positions } from '../ring/positions.js';
import type { RowBatch } from './encode-rows.js';
import type { FilterGroup } from './filter-group.js';

/** The connection of a subscription, as far as the stream knows it. */
export interface Outlet {
  /** Whether a batch may be written now. Says no once what waits for the network passes its bound. */
  hasRoom(): boolean;
  /** Writes a batch of the group, which is the same for all of its readers. */
  batch(reader: Reader, batch: RowBatch): void;
  /** The reader stands where the stream stands, after a replay. */
  live(reader: Reader): void;
  /** Rows were left out, and are counted in the reader's ledger. */
  dropped(reader: Reader): void;
  /** Offsets were left out before their rows were known; the reader stands behind them now. */
  gap(reader: Reader, offsets: readonly OffsetRange[], reason: GapReason): void;
  close(reason: CloseReason): void;
}

/** Why nobody knows which rows lay in some offsets: they left the ring before they were looked at, or the log. */
export type GapReason = ServerMessageOf<'gap'>['reason'];

/** Rows left out of a subscription, with the offsets they lie in. */
export interface DroppedRows {
  readonly rows: number;
  readonly offsets: readonly OffsetRange[];
}

/** One subscription: a filter group and a position; a slow one costs a position, not memory. */
export interface Reader {
  readonly group: FilterGroup;
  readonly policy: TailPolicy;
  readonly outlet: Outlet;
  /** Next record of the ring to look at; counts only while the reader is behind. */
  sequence: number;
  /** Next offsets to look at; counts only while the reader is behind. Lower ones were given already. */
  positions: Positions;
  /** Whether it goes through records from before it subscribed, which the group's history does not count. */
  isReplaying: boolean;
  /** Matches found so far, minus the group's total when they began to be counted there. */
  matchedBase: number;
  delivered: number;
  readonly dropped: DroppedRows[];
}

/** Bound of the list of drops; beyond it the last two become one. */
const MAX_DROPS_LISTED = 100;

/** Matches of a reader: those of its replay, and those its group counted since. */
export function matchedOf(reader: Reader): number {
  return reader.isReplaying ? reader.matchedBase : reader.matchedBase + reader.group.history.total();
}

/** Rows a reader did not get. */
export function droppedRowsOf({ dropped }: Reader): number {
  return dropped.reduce((total, { rows }) => total + rows, 0);
}

/** Notes rows left out. */
export function noteDropped(reader: Reader, drop: DroppedRows): void {
  const last = reader.dropped.length >= MAX_DROPS_LISTED ? reader.dropped.pop() : undefined;
  reader.dropped.push(last ? merged(last, drop) : drop);
}

function merged(earlier: DroppedRows, later: DroppedRows): DroppedRows {
  const byPartition = new Map<number, OffsetRange>();
  for (const range of [...earlier.offsets, ...later.offsets]) {
    const before = byPartition.get(range.partition);
    byPartition.set(range.partition, before ? { ...before, to: range.to } : range);
  }
  return { rows: earlier.rows + later.rows, offsets: [...byPartition.values()] };
}

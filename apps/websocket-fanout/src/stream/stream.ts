import type { QueryNode } from '@millrace/filter';
import type { TailPolicy } from '@millrace/schemas';
import { createBlockMatches } from '../groups/block-matches.js';
import { createGroupDirectory } from '../groups/group-directory.js';
import { droppedRowsOf, matchedOf } from '../groups/reader.js';
import type { DroppedRows, Outlet, Reader } from '../groups/reader.js';
import { countOffsets, offsetsBetween } from '../ring/positions.js';
import type { Positions } from '../ring/positions.js';
import type { ReadDocument } from '../groups/read-document.js';
import type { RecordRing } from '../ring/record-ring.js';
import { safePositions } from '../ring/safe-positions.js';
import { entryBytes } from '../ring/ring-entry.js';
import type { RingEntry } from '../ring/ring-entry.js';
import { flushStream, skipExpired } from './flush-stream.js';
import { fallBehind, keepUp, removeReader } from './stream-state.js';
import type { StreamState } from './stream-state.js';

/** Who wants to read what, from where. */
export interface ReadRequest {
  readonly tenant: string;
  readonly filter: QueryNode;
  readonly policy: TailPolicy;
  readonly outlet: Outlet;
  /** Next offsets wanted; what comes from now on when absent. */
  readonly from?: Positions;
}

/** Why a reader cannot begin where it wants to. */
export interface BelowFloor {
  readonly floor: Positions;
  /** Offsets it would miss by beginning at the floor. */
  readonly missed: number;
}

/** The stream has as many different filters as it may have. */
export interface TooManyGroups {
  readonly maxGroups: number;
}

/** What happened to a subscription's rows over the offsets looked at: matched = delivered + dropped + queued. */
export interface ReaderLedger {
  readonly matched: number;
  readonly delivered: number;
  readonly queued: number;
  readonly dropped: readonly DroppedRows[];
  readonly positions: Positions;
}

/** A stream of records and its readers. */
export interface Stream {
  /** Takes a record. Flushes by itself before much of the ring waits to be flushed. */
  append(entry: RingEntry): void;
  /** Notes that the offsets of a partition below this one were read. */
  advance(partition: number, nextOffset: number): void;
  /**
   * Notes that retention took the offsets of a partition below this one before they were read. Every reader that stands
   * below gets a `gap`, in its turn, and so does whoever comes back with a position below.
   */
  skip(partition: number, nextOffset: number): void;
  subscribe(request: ReadRequest): Reader | BelowFloor | TooManyGroups;
  unsubscribe(reader: Reader): void;
  /**
   * Hands what came since the last flush to the readers that have room, and goes on with those behind. Returns whether
   * some still are.
   */
  flush(): boolean;
  ledger(reader: Reader): ReaderLedger;
  readers(): number;
  groups(): number;
}

/** What a stream is made with; bounds are bytes. */
export interface StreamOptions {
  readonly maxBatchBytes: number;
  /** Records taken between two flushes; well below the ring's own bound, so that none leaves it unseen. */
  readonly maxUnflushedBytes: number;
  /** What filters look at in an entry. */
  readonly read: ReadDocument;
  /** Clock that does not step, ms. */
  readonly now: () => number;
  /** Different filters at a time: every record is tried with each. */
  readonly maxGroups: number;
  /** Numbers for groups, each once for all streams of a node. */
  readonly nextGroupNumber: () => number;
}

/** Flushes whose ends are kept among as many bytes as may wait to be flushed, at most. */
const PLACES_A_SHARE = 16;

/** A stream over a ring, from where that stands now. */
export function createStream(ring: RecordRing, options: StreamOptions): Stream {
  const { maxBatchBytes, maxUnflushedBytes, maxGroups, nextGroupNumber, read, now } = options;
  const boundary = { sequence: ring.head(), positions: ring.positions() };
  const state: StreamState = {
    ring,
    groups: createGroupDirectory(nextGroupNumber, maxGroups),
    ...{ read, maxBatchBytes, now },
    matches: createBlockMatches(ring, read),
    queue: new Set(),
    boundary,
    boundaries: [boundary],
    ...{ bytesBetweenKept: maxUnflushedBytes / PLACES_A_SHARE, bytesSinceKept: 0, unflushedBytes: 0 },
    expired: [],
  };
  const flush = () => flushStream(state);
  return {
    append(entry) {
      ring.append(entry);
      state.unflushedBytes += entryBytes(entry);
      if (state.unflushedBytes >= maxUnflushedBytes) flush();
    },
    advance: ring.advance,
    skip: (partition, nextOffset) => skipExpired(state, partition, nextOffset),
    subscribe: (request) => addReader(state, request, maxGroups),
    unsubscribe: (reader) => removeReader(state, reader),
    flush,
    ledger: (reader) => ledgerOf(state, reader),
    readers: () =>
      [...state.groups.all()].reduce((sum, { synced, behind }) => sum + synced.size + behind.size, 0),
    groups: state.groups.count,
  };
}

function addReader(
  state: StreamState,
  request: ReadRequest,
  maxGroups: number,
): Reader | BelowFloor | TooManyGroups {
  const { ring, groups, boundary } = state;
  const { tenant, filter, policy, outlet, from } = request;
  const sequence = from === undefined ? boundary.sequence : ring.sequenceAt(within(from, ring.positions()));
  if (sequence === undefined) {
    const floor = safePositions(ring);
    return { floor, missed: countOffsets(offsetsBetween(from ?? floor, floor)) };
  }
  const group = groups.groupOf(tenant, filter);
  if (!group) return { maxGroups };
  const isReplaying = from !== undefined;
  const reader: Reader = {
    ...{ group, policy, outlet, isReplaying, sequence, delivered: 0, dropped: [] },
    positions: from ?? boundary.positions,
    matchedBase: isReplaying ? 0 : -group.history.total(),
  };
  (isReplaying ? fallBehind : keepUp)(state, reader);
  return reader;
}

function ledgerOf({ boundary }: StreamState, reader: Reader): ReaderLedger {
  const matched = matchedOf(reader);
  const { delivered, dropped, group } = reader;
  const queued = matched - delivered - droppedRowsOf(reader);
  const positions = group.synced.has(reader) ? boundary.positions : reader.positions;
  return { matched, delivered, queued, dropped, positions };
}

/** Positions no further than what was read: another node may be ahead of this one. */
function within(wanted: Positions, read: Positions): Positions {
  return wanted.map((offset, partition) => Math.min(offset, read[partition] ?? 0));
}

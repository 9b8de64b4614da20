import type { GroupDirectory } from '../groups/group-directory.js';
import type { BlockMatches } from '../groups/block-matches.js';
import type { ReadDocument } from '../groups/read-document.js';
import type { Reader } from '../groups/reader.js';
import type { Positions } from '../ring/positions.js';
import type { RecordRing } from '../ring/record-ring.js';
import type { ExpiredRange } from './expired-ranges.js';

/** A point in a stream: a place in the ring, and the next offset of every partition there. */
export interface Boundary {
  readonly sequence: number;
  readonly positions: Positions;
}

/** What the parts of a stream share. */
export interface StreamState {
  readonly ring: RecordRing;
  readonly groups: GroupDirectory;
  readonly read: ReadDocument;
  readonly maxBatchBytes: number;
  readonly now: () => number;
  /** Matches found for readers that are behind. */
  readonly matches: BlockMatches;
  /** Readers that are behind, the one whose turn is next first. */
  readonly queue: Set<Reader>;
  /** Up to where records were handed out. */
  boundary: Boundary;
  /** Where some earlier flushes ended, as far back as the ring goes. */
  boundaries: readonly Boundary[];
  readonly bytesBetweenKept: number;
  bytesSinceKept: number;
  /** Of records that were taken since the last flush. */
  unflushedBytes: number;
  /** Offsets that retention took unread, as far back as somebody may begin. */
  expired: readonly ExpiredRange[];
}

/**
 * Keeps the end of a flush as a place to pass readers on to that were too slow, unless the last one kept is near. Forgets
 * those below the ring's floor. Their number is bounded by the ring's bytes and not by how often it is flushed.
 */
export function keepBoundary(state: StreamState): void {
  if (state.bytesSinceKept < state.bytesBetweenKept) return;
  state.bytesSinceKept = 0;
  const floor = state.ring.floor();
  state.boundaries = [...state.boundaries.filter(({ sequence }) => sequence >= floor), state.boundary];
  for (const group of state.groups.all()) group.history.forgetBelow(floor);
}

/** Where the last kept flush ended; only what groups matched up to there and up to now is asked for. */
export function keptSequence({ boundaries }: StreamState): number {
  return boundaries.at(-1)?.sequence ?? 0;
}

/** The first place the ring still reaches at which it is known how much every group had matched. */
export function firstReachable({ ring, boundaries, boundary }: StreamState): Boundary {
  return boundaries.find(({ sequence }) => sequence >= ring.floor()) ?? boundary;
}

/** Takes a reader off its group. */
export function removeReader({ groups, queue }: StreamState, reader: Reader): void {
  const { group } = reader;
  group.synced.delete(reader);
  group.behind.delete(reader);
  queue.delete(reader);
  groups.dropIfEmpty(group);
}

/** Takes a reader from those that stand where the stream stands. */
export function fallBehind({ queue }: StreamState, reader: Reader): void {
  reader.group.synced.delete(reader);
  reader.group.behind.add(reader);
  queue.add(reader);
}

/** Takes a reader among those that stand where the stream stands. */
export function keepUp({ queue }: StreamState, reader: Reader): void {
  reader.group.behind.delete(reader);
  reader.group.synced.add(reader);
  queue.delete(reader);
}

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
  /** Where earlier flushes ended, as far back as the ring goes. */
  readonly boundaries: Boundary[];
  /** Offsets that retention took unread, as far back as somebody may begin. */
  expired: readonly ExpiredRange[];
}

/** Flushes forgotten at a time: cutting the front of a list costs its length. */
const FORGET_AT = 256;

/** Forgets where flushes ended that lie below the ring's floor. */
export function forgetBelowFloor(state: StreamState): void {
  const floor = state.ring.floor();
  const kept = state.boundaries.findIndex(({ sequence }) => sequence >= floor);
  if (kept < FORGET_AT) return;
  state.boundaries.splice(0, kept);
  for (const group of state.groups.all()) group.history.forgetBelow(floor);
}

/** The first flush whose end the ring still reaches. */
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

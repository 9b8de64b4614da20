import { CLOSE } from '@millrace/schemas';
import { encodeRows } from '../groups/encode-rows.js';
import { matchGroup, positionsAfter } from '../groups/match-stretch.js';
import { droppedRowsOf, noteDropped } from '../groups/reader.js';
import type { Reader } from '../groups/reader.js';
import { offsetsBetween } from '../ring/positions.js';
import type { Positions } from '../ring/positions.js';
import { give, standAt } from './hand-out.js';
import { firstReachable, removeReader } from './stream-state.js';
import type { Boundary, StreamState } from './stream-state.js';

/** Records that one turn goes through for a reader, so that a turn ends soon. */
const RECORDS_A_TURN = 5_000;

/** Takes a reader that is behind further, while it has room, and among the others once it stands where they do. */
export function catchUp(state: StreamState, reader: Reader): void {
  if (!passOver(state, reader) || !reader.outlet.hasRoom()) return;
  const { ring, boundary, maxBatchBytes } = state;
  const start: Boundary = { sequence: reader.sequence, positions: reader.positions };
  const end = endOfTurn(state, start);
  const stretch = { from: start.sequence, to: end.sequence };
  const matches = matchGroup(ring, reader.group, { ...stretch, positions: start.positions });
  const batches = encodeRows(matches, { start, end }, maxBatchBytes);
  const stands = give(reader, batches, start);
  if (batches.length > 0 && stands !== batches.at(-1)?.end) {
    standAt(reader, stands);
    return;
  }
  standAt(reader, end);
  if (end.sequence === boundary.sequence && isReached(reader.positions, boundary.positions)) sync(reader);
}

function endOfTurn({ ring, boundary }: StreamState, { sequence, positions }: Boundary): Boundary {
  const to = Math.min(boundary.sequence, sequence + RECORDS_A_TURN);
  // Who resumes may be ahead of this node, and must not be taken back.
  if (to === boundary.sequence) return { sequence: to, positions: furthest(positions, boundary.positions) };
  return { sequence: to, positions: positionsAfter(ring, { from: sequence, to }, positions) };
}

/** Leaves out what the ring no longer holds. Returns whether the reader is still there. */
function passOver(state: StreamState, reader: Reader): boolean {
  if (reader.sequence >= state.ring.floor()) return true;
  if (reader.policy === 'lossless') {
    removeReader(state, reader);
    reader.outlet.close(CLOSE.tooSlow);
    return false;
  }
  const target = firstReachable(state);
  const offsets = offsetsBetween(reader.positions, target.positions);
  if (reader.isReplaying) {
    reader.outlet.gap(reader, offsets);
  } else {
    const matched = reader.matchedBase + reader.group.history.at(target.sequence);
    const rows = matched - reader.delivered - droppedRowsOf(reader);
    if (rows > 0) noteDropped(reader, { rows, offsets });
    if (rows > 0) reader.outlet.dropped(reader);
  }
  standAt(reader, target);
  return true;
}

/** From here on the group's own count says how many matches there were. */
function sync(reader: Reader): void {
  const { group } = reader;
  group.behind.delete(reader);
  group.synced.add(reader);
  if (!reader.isReplaying) return;
  reader.isReplaying = false;
  reader.matchedBase -= group.history.total();
  reader.outlet.live(reader);
}

function isReached(wanted: Positions, reached: Positions): boolean {
  return wanted.every((offset, partition) => offset <= (reached[partition] ?? 0));
}

function furthest(one: Positions, other: Positions): Positions {
  return one.map((offset, partition) => Math.max(offset, other[partition] ?? 0));
}

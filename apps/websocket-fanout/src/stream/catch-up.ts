import { CLOSE } from '@millrace/schemas';
import { encodeRows } from '../groups/encode-rows.js';
import { matchGroup, positionsAfter } from '../groups/match-stretch.js';
import { droppedRowsOf, noteDropped } from '../groups/reader.js';
import type { Reader } from '../groups/reader.js';
import { furthest, offsetsBetween } from '../ring/positions.js';
import type { Positions } from '../ring/positions.js';
import { behind, expiredBefore, nextExpired, tellExpired, withoutExpired } from './expired-ranges.js';
import { give, standAt } from './hand-out.js';
import { firstReachable, removeReader } from './stream-state.js';
import type { Boundary, StreamState } from './stream-state.js';

/** Records that one turn goes through for a reader, so that a turn ends soon. */
const RECORDS_A_TURN = 5_000;
/** Part of the ring, its oldest, in which a lossless reader without room is closed: time to come back in. */
const RESUMABLE_PART = 0.25;

/** Takes a reader that is behind further, while it has room, and among the others once it stands where they do. */
export function catchUp(state: StreamState, reader: Reader): void {
  if (isLost(state, reader)) {
    removeReader(state, reader);
    reader.outlet.close(CLOSE.tooSlow);
    return;
  }
  // First of all, so that a connection that takes nothing is written nothing, and learns of its drops at once later.
  if (!reader.outlet.hasRoom()) return;
  passOver(state, reader);
  tellExpired(state, reader);
  const { ring, boundary, maxBatchBytes } = state;
  const start: Boundary = { sequence: reader.sequence, positions: reader.positions };
  const end = endOfTurn(state, start);
  const stretch = { from: start.sequence, to: end.sequence };
  const matches = matchGroup(ring, reader.group, {
    ...stretch,
    read: state.read,
    positions: start.positions,
  });
  const batches = encodeRows(matches, { start, end }, maxBatchBytes);
  const stands = give(reader, batches, start);
  if (batches.length > 0 && stands !== batches.at(-1)?.end) {
    standAt(reader, stands);
    return;
  }
  standAt(reader, end);
  const isNext = end.sequence === boundary.sequence && nextExpired(state, start) > end.sequence;
  if (isNext && isReached(reader.positions, boundary.positions)) sync(reader);
}

/** A turn ends before offsets that expired, so that a reader hears of them between what was before and after them. */
function endOfTurn(state: StreamState, start: Boundary): Boundary {
  const { ring, boundary } = state;
  const { sequence, positions } = start;
  const expired = nextExpired(state, start);
  const to = Math.min(boundary.sequence, sequence + RECORDS_A_TURN, expired);
  // Who resumes may be ahead of this node, and must not be taken back.
  if (to === boundary.sequence && to < expired)
    return { sequence: to, positions: furthest(positions, boundary.positions) };
  return { sequence: to, positions: positionsAfter(ring, { from: sequence, to }, positions) };
}

/**
 * Whether rows of a lossless reader would soon be gone. One that fell behind is closed while the ring still holds what
 * follows its cursor, so that it can resume; one that resumed and still does not keep up, when the ring does not.
 */
function isLost({ ring }: StreamState, { policy, sequence, isReplaying, outlet }: Reader): boolean {
  if (policy !== 'lossless') return false;
  const floor = ring.floor();
  if (floor === 0 || isReplaying || outlet.hasRoom()) return sequence < floor;
  return sequence < floor + Math.floor((ring.head() - floor) * RESUMABLE_PART);
}

/** Leaves out what the ring no longer holds. */
function passOver(state: StreamState, reader: Reader): void {
  if (reader.sequence >= state.ring.floor()) return;
  const target = firstReachable(state);
  const offsets = withoutExpired(state, offsetsBetween(reader.positions, target.positions));
  const expired = expiredBefore(state, target.sequence, reader.positions);
  standAt(reader, { ...target, positions: behind(furthest(reader.positions, target.positions), expired) });
  if (reader.isReplaying) {
    if (offsets.length > 0) reader.outlet.gap(reader, offsets, 'too-slow');
  } else {
    const matched = reader.matchedBase + reader.group.history.at(target.sequence);
    const rows = matched - reader.delivered - droppedRowsOf(reader);
    if (rows > 0) noteDropped(reader, { rows, offsets });
    if (rows > 0) reader.outlet.dropped(reader);
  }
  if (expired.length > 0) reader.outlet.gap(reader, expired, 'expired');
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

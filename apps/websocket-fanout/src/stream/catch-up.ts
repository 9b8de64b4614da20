import { CLOSE } from '@millrace/schemas';
import { droppedRowsOf, noteDropped } from '../groups/reader.js';
import type { Reader } from '../groups/reader.js';
import { furthest, offsetsBetween } from '../ring/positions.js';
import type { Positions } from '../ring/positions.js';
import type { NextStep } from './catch-up-steps.js';
import { behind, expiredBefore, nextExpired, tellExpired, withoutExpired } from './expired-ranges.js';
import { give, standAt } from './hand-out.js';
import { firstReachable, keepUp, removeReader } from './stream-state.js';
import type { StreamState } from './stream-state.js';

/** Part of the ring, its oldest, in which a lossless reader without room is closed: time to come back in. */
const RESUMABLE_PART = 0.25;

/**
 * Takes a reader that is behind a step further, if it has room, and among the others once it stands where they do.
 * Returns whether it has another step to take.
 */
export function catchUp(state: StreamState, reader: Reader, nextStep: NextStep): boolean {
  if (isLost(state, reader)) {
    removeReader(state, reader);
    reader.outlet.close(CLOSE.tooSlow);
    return false;
  }
  // First of all, so that a connection that takes nothing is written nothing, and learns of its drops at once later.
  if (!reader.outlet.hasRoom()) return false;
  passOver(state, reader);
  tellExpired(state, reader);
  const { boundary } = state;
  const { start, end, batches } = nextStep(reader);
  const stands = give(reader, batches, start);
  if (batches.length > 0 && stands !== batches.at(-1)?.end) {
    standAt(reader, stands);
    return false;
  }
  standAt(reader, end);
  if (end.sequence < boundary.sequence || nextExpired(state, start) <= end.sequence) return true;
  if (isReached(reader.positions, boundary.positions)) sync(state, reader);
  return false;
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
function sync(state: StreamState, reader: Reader): void {
  const { group } = reader;
  keepUp(state, reader);
  if (!reader.isReplaying) return;
  reader.isReplaying = false;
  reader.matchedBase -= group.history.total();
  reader.outlet.live(reader);
}

function isReached(wanted: Positions, reached: Positions): boolean {
  return wanted.every((offset, partition) => offset <= (reached[partition] ?? 0));
}

import { matchAll } from '../groups/match-stretch.js';
import { catchUpAll } from './catch-up-all.js';
import { noteExpired, tellExpired } from './expired-ranges.js';
import { handOut, standAt } from './hand-out.js';
import { fallBehind, keepBoundary } from './stream-state.js';
import type { StreamState } from './stream-state.js';

/** Hands out what is new, then takes those behind further. Returns whether some still are. */
export function flushStream(state: StreamState): boolean {
  handOutNew(state);
  return catchUpAll(state);
}

/** Passes over offsets that retention took unread; those who stand right before them learn of it at once. */
export function skipExpired(state: StreamState, partition: number, nextOffset: number): void {
  handOutNew(state);
  const { ring, boundary: before } = state;
  const from = before.positions[partition] ?? 0;
  if (nextOffset <= from) return;
  noteExpired(state, { partition, from, to: nextOffset, sequence: before.sequence });
  ring.advance(partition, nextOffset);
  state.boundary = { sequence: before.sequence, positions: ring.positions() };
  for (const group of state.groups.all())
    for (const reader of group.synced) {
      standAt(reader, before);
      if (reader.outlet.hasRoom()) tellExpired(state, reader);
      else fallBehind(state, reader);
    }
}

function handOutNew(state: StreamState): void {
  const { ring, groups, read, boundary: start } = state;
  const head = ring.head();
  state.boundary = { sequence: head, positions: ring.positions() };
  state.bytesSinceKept += state.unflushedBytes;
  state.unflushedBytes = 0;
  if (head === start.sequence) return;
  for (const [group, matches] of matchAll(ring, groups, { from: start.sequence, to: head, read }))
    handOut(state, group, { matches, start });
  keepBoundary(state);
}

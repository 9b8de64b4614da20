import { encodeRows } from '../groups/encode-rows.js';
import type { NumberedEntry, RowBatch } from '../groups/encode-rows.js';
import type { FilterGroup } from '../groups/filter-group.js';
import type { Reader } from '../groups/reader.js';
import { fallBehind, keptSequence } from './stream-state.js';
import type { Boundary, StreamState } from './stream-state.js';

/** Hands the matches since `start` to the group's readers that stood there; who has no room is then behind. */
export function handOut(
  state: StreamState,
  group: FilterGroup,
  { matches, start }: { readonly matches: readonly NumberedEntry[]; readonly start: Boundary },
): void {
  const { boundary, maxBatchBytes } = state;
  group.history.add({
    ...{ endSequence: boundary.sequence, matches: matches.length },
    keptSequence: keptSequence(state),
  });
  if (group.synced.size === 0) return;
  const batches = encodeRows(matches, { start, end: boundary }, maxBatchBytes);
  for (const reader of group.synced) {
    const stands = give(reader, batches, start);
    if (stands.sequence === boundary.sequence) continue;
    standAt(reader, stands);
    fallBehind(state, reader);
  }
}

/** Writes batches to a reader while it has room. Returns where it then stands. */
export function give(reader: Reader, batches: readonly RowBatch[], start: Boundary): Boundary {
  let stands = start;
  for (const batch of batches) {
    if (!reader.outlet.hasRoom()) break;
    reader.outlet.batch(reader, batch);
    reader.delivered += batch.count;
    if (reader.isReplaying) reader.matchedBase += batch.count;
    stands = batch.end;
  }
  return stands;
}

/** Notes where a reader stands. */
export function standAt(reader: Reader, { sequence, positions }: Boundary): void {
  reader.sequence = sequence;
  reader.positions = positions;
}

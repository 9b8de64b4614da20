import { CLOSE } from '@millrace/schemas';
import type { Reader } from '../groups/reader.js';
import type { OffsetRange, Positions } from '../ring/positions.js';
import { removeReader } from './stream-state.js';
import type { Boundary, StreamState } from './stream-state.js';

/** Offsets that retention took before they were read, and where in the ring their records would have begun. */
export interface ExpiredRange extends OffsetRange {
  readonly sequence: number;
}

/** Ranges remembered for readers without room alone; beyond it they are closed, and begin at a later place. */
const MAX_RANGES = 1_000;

/** Notes offsets that were not read. Forgets those that nobody stands below, or can begin below, any more. */
export function noteExpired(state: StreamState, range: ExpiredRange): void {
  const { expired } = state;
  // Nothing of the partition lies between the two.
  const isContinued = ({ partition, to }: OffsetRange) => partition === range.partition && to === range.from;
  state.expired = expired.some(isContinued)
    ? expired.map((one) => (isContinued(one) ? { ...one, to: range.to } : one))
    : [...expired, range];
  forgetExpired(state);
}

function forgetExpired(state: StreamState): void {
  const lowest = state.ring.floorPositions();
  const waiting = readersBehind(state);
  const canBegin = ({ partition, to }: OffsetRange) => to > (lowest[partition] ?? 0);
  const isWaitedFor = (range: OffsetRange) => waiting.some((reader) => isBelow(reader, range));
  const forReaders = state.expired.filter((range) => !canBegin(range) && isWaitedFor(range));
  for (const range of forReaders.slice(0, -MAX_RANGES)) closeBelow(state, range);
  const kept = new Set(forReaders.slice(-MAX_RANGES));
  state.expired = state.expired.filter((range) => canBegin(range) || kept.has(range));
}

function readersBehind({ groups }: StreamState): readonly Reader[] {
  return [...groups.all()].flatMap(({ behind }) => [...behind]);
}

function isBelow({ positions }: Reader, { partition, to }: OffsetRange): boolean {
  return (positions[partition] ?? 0) < to;
}

function closeBelow(state: StreamState, range: ExpiredRange): void {
  for (const reader of readersBehind(state)) {
    if (!isBelow(reader, range)) continue;
    removeReader(state, reader);
    reader.outlet.close(CLOSE.tooSlow);
  }
}

/** The expired offsets before a place in the ring that somebody at some positions was not told of. */
export function expiredBefore(
  { expired }: StreamState,
  sequence: number,
  positions: Positions,
): readonly OffsetRange[] {
  return expired.flatMap(({ partition, from, to, ...range }) => {
    const position = positions[partition] ?? 0;
    return range.sequence <= sequence && to > position
      ? [{ partition, from: Math.max(from, position), to }]
      : [];
  });
}

/** Tells a reader of the expired offsets before the place where it stands, and takes it past them. */
export function tellExpired(state: StreamState, reader: Reader): void {
  // Nearly always: nothing may be spent on this for each reader.
  if (state.expired.length === 0) return;
  const offsets = expiredBefore(state, reader.sequence, reader.positions);
  if (offsets.length === 0) return;
  reader.positions = behind(reader.positions, offsets);
  reader.outlet.gap(reader, offsets, 'expired');
}

/** Positions that lie behind some ranges too. */
export function behind(positions: Positions, ranges: readonly OffsetRange[]): Positions {
  const moved = [...positions];
  for (const { partition, to } of ranges) moved[partition] = Math.max(moved[partition] ?? 0, to);
  return moved;
}

/** Where the next expired offsets behind a place lie; infinite when there are none. */
export function nextExpired({ expired }: StreamState, { sequence, positions }: Boundary): number {
  return expired.reduce(
    (next, range) =>
      range.sequence > sequence && range.to > (positions[range.partition] ?? 0)
        ? Math.min(next, range.sequence)
        : next,
    Number.POSITIVE_INFINITY,
  );
}

/** What is left of ranges without the offsets that expired in them. */
export function withoutExpired(
  { expired }: StreamState,
  ranges: readonly OffsetRange[],
): readonly OffsetRange[] {
  return expired.reduce((left, hole) => left.flatMap((range) => without(range, hole)), ranges);
}

function without(range: OffsetRange, hole: OffsetRange): readonly OffsetRange[] {
  const { partition, from, to } = range;
  if (partition !== hole.partition || hole.to <= from || hole.from >= to) return [range];
  return [
    { partition, from, to: hole.from },
    { partition, from: hole.to, to },
  ].filter((rest) => rest.to > rest.from);
}

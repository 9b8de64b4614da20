import type { Positions } from './positions.js';
import { entryBytes } from './ring-entry.js';
import type { RingEntry } from './ring-entry.js';
import { createSparseIndex } from './sparse-index.js';

/**
 * The recent records of a stream, kept once for all subscriptions of a node and bounded in bytes. Every record has a
 * sequence number, in the order in which it came to this node; within a partition that is the order of its offsets.
 */
export interface RecordRing {
  /** Sequence number of the oldest record kept, or of the next one when none is. */
  floor(): number;
  /** Sequence number of the next record. */
  head(): number;
  /** The record with a sequence number from floor up to head, exclusive. */
  at(sequence: number): RingEntry;
  /** Takes a record; the oldest ones go until the bound holds again. */
  append(entry: RingEntry): void;
  /** Notes that offsets below were read and hold nothing to keep: a gap, or a record of no tenant. */
  advance(partition: number, nextOffset: number): void;
  /** Where reading stands. */
  positions(): Positions;
  /** Oldest positions from which everything can still be given. */
  floorPositions(): Positions;
  /**
   * Sequence number of the first record at or after some positions; undefined when one of them is below the floor, or
   * beyond what was read.
   */
  sequenceAt(positions: Positions): number | undefined;
  bytes(): number;
}

/** Slots given up at the front before the rest is moved together. */
const COMPACT_AT = 4_096;

/** A ring that begins at some positions, empty. */
export function createRecordRing(maxBytes: number, start: Positions): RecordRing {
  let entries: RingEntry[] = [];
  let first = 0;
  let floor = 0;
  let bytes = 0;
  const next = [...start];
  const lowest = [...start];
  const index = createSparseIndex();
  const head = () => floor + entries.length - first;
  const at = (sequence: number): RingEntry => {
    const entry = entries[first + sequence - floor];
    if (!entry || sequence < floor)
      throw new RangeError(`reading the ring at ${sequence}: it holds ${floor} to ${head()}`);
    return entry;
  };
  const dropOldest = (): void => {
    const oldest = at(floor);
    bytes -= entryBytes(oldest);
    lowest[oldest.partition] = oldest.offset + 1;
    first += 1;
    floor += 1;
    if (first < COMPACT_AT || first * 2 < entries.length) return;
    entries = entries.slice(first);
    first = 0;
    index.forgetBelow(floor);
  };
  /** A partition that is added later begins at offset 0, as do those before it that nothing was read of yet. */
  const reach = (partition: number): void => {
    for (; next.length <= partition; lowest.push(0)) next.push(0);
  };
  return {
    floor: () => floor,
    head,
    at,
    append(entry) {
      reach(entry.partition);
      index.note(head(), next);
      entries.push(entry);
      bytes += entryBytes(entry);
      next[entry.partition] = entry.offset + 1;
      while (bytes > maxBytes && head() - floor > 1) dropOldest();
    },
    advance(partition, nextOffset) {
      reach(partition);
      next[partition] = Math.max(next[partition] ?? 0, nextOffset);
    },
    positions: () => [...next],
    floorPositions: () => [...lowest],
    sequenceAt(positions) {
      if (!areBetween(lowest, positions, next)) return undefined;
      if (next.every((offset, partition) => (positions[partition] ?? 0) >= offset)) return head();
      const from = Math.max(floor, index.before(positions) ?? floor);
      return firstWanted({ at, head }, from, positions);
    },
    bytes: () => bytes,
  };
}

function areBetween(lowest: Positions, positions: Positions, next: Positions): boolean {
  const isReached = positions.every((offset, partition) => offset <= (next[partition] ?? 0));
  return isReached && lowest.every((offset, partition) => offset <= (positions[partition] ?? 0));
}

/** The first record from a place on that lies at or after some positions. */
function firstWanted(
  { at, head }: Pick<RecordRing, 'at' | 'head'>,
  from: number,
  positions: Positions,
): number {
  let sequence = from;
  for (; sequence < head(); sequence++) {
    const { partition, offset } = at(sequence);
    if (offset >= (positions[partition] ?? 0)) break;
  }
  return sequence;
}

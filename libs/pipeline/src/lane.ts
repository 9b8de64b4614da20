import { recordBytes } from './record-bytes.js';
import type { SourceRecord } from './source-record.js';

/**
 * Heap that a queued record takes beside its bytes (objects and buffer views, rounded up), so that a lane of tiny
 * records is bounded as well.
 */
export const RECORD_OVERHEAD_BYTES = 512;

/** The records of one partition that wait for a batch, first in, first out, bounded in bytes. */
export interface Lane {
  /** Takes a record while the lane holds less than its bound; false when it is full. So it ends one record above. */
  offer(record: SourceRecord): boolean;
  /** The next record if it brings at most `maxBytes`. */
  shift(maxBytes: number): SourceRecord | undefined;
  /** Forgets records at `offset` and above, all of them without one. */
  dropFrom(offset?: number): void;
  isFull(): boolean;
  /** Whether at most half of its bound is in use: time to fetch again. */
  hasEbbed(): boolean;
  records(): number;
  /** Overhead included. */
  bytes(): number;
  /** Without overhead: what the records would bring to a batch. */
  payloadBytes(): number;
}

/** See {@link Lane}. */
export function createLane(maxBytes: number): Lane {
  let queue: SourceRecord[] = [];
  /** Sizes of the records at the same places; measured once, as headers are slow to walk. */
  let sizes: number[] = [];
  let head = 0;
  let payload = 0;
  const records = () => queue.length - head;
  const bytes = () => payload + records() * RECORD_OVERHEAD_BYTES;
  const dropTaken = (): void => {
    queue = queue.slice(head);
    sizes = sizes.slice(head);
    head = 0;
  };
  return {
    records,
    bytes,
    isFull: () => bytes() >= maxBytes,
    hasEbbed: () => bytes() <= maxBytes / 2,
    payloadBytes: () => payload,
    offer(record) {
      if (bytes() >= maxBytes) return false;
      const size = recordBytes(record);
      queue.push(record);
      sizes.push(size);
      payload += size;
      return true;
    },
    shift(limit) {
      const record = queue[head];
      const size = sizes[head] ?? 0;
      if (!record || size > limit) return undefined;
      head += 1;
      payload -= size;
      if (head * 2 > queue.length) dropTaken();
      return record;
    },
    dropFrom(offset = -1) {
      dropTaken();
      const kept = queue.findIndex((record) => record.offset >= offset);
      if (kept < 0) return;
      queue.length = kept;
      sizes.length = kept;
      payload = sizes.reduce((sum, size) => sum + size, 0);
    },
  };
}

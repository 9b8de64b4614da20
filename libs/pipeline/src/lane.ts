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
  let queue: QueuedRecord[] = [];
  let head = 0;
  let payload = 0;
  const records = () => queue.length - head;
  const bytes = () => payload + records() * RECORD_OVERHEAD_BYTES;
  return {
    records,
    bytes,
    isFull: () => bytes() >= maxBytes,
    hasEbbed: () => bytes() <= maxBytes / 2,
    payloadBytes: () => payload,
    offer(record) {
      if (bytes() >= maxBytes) return false;
      const size = recordBytes(record);
      queue.push({ record, bytes: size });
      payload += size;
      return true;
    },
    shift(limit) {
      const first = queue[head];
      if (!first || first.bytes > limit) return undefined;
      head += 1;
      payload -= first.bytes;
      if (head * 2 > queue.length) {
        queue = queue.slice(head);
        head = 0;
      }
      return first.record;
    },
    dropFrom(offset = -1) {
      queue = queue.slice(head).filter(({ record }) => record.offset < offset);
      head = 0;
      payload = queue.reduce((sum, queued) => sum + queued.bytes, 0);
    },
  };
}

interface QueuedRecord {
  readonly record: SourceRecord;
  readonly bytes: number;
}

import type { Positions } from '../ring/positions.js';
import type { RingEntry } from '../ring/ring-entry.js';

/** A place in a stream. */
export interface Place {
  readonly sequence: number;
  readonly positions: Positions;
}

/** A stretch of rows that is sent as one `batch`, without its cursor. */
export interface RowBatch {
  /** `[{…},{…}]`. */
  readonly rows: Buffer;
  readonly count: number;
  /** Where a reader stands after it: behind its last row, or at the end of the stretch for the last batch. */
  readonly end: Place;
}

/** A record to be sent, and its place. */
export interface NumberedEntry {
  readonly sequence: number;
  readonly entry: RingEntry;
}

const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');
const COMMA = Buffer.from(',');
const END_OF_ROW = Buffer.from('}');

/**
 * Cuts matching records into batches of at most `maxBytes` (one row may be larger), each with the position behind its
 * last row. The documents' bytes go in as they are.
 */
export function encodeRows(
  matches: readonly NumberedEntry[],
  { start, end }: { readonly start: Place; readonly end: Place },
  maxBytes: number,
): readonly RowBatch[] {
  const batches: RowBatch[] = [];
  const positions = [...start.positions];
  let parts: Buffer[] = [];
  let bytes = 0;
  let count = 0;
  const cut = (at: Place): void => {
    batches.push({ rows: Buffer.concat([OPEN, ...parts, CLOSE]), count, end: at });
    parts = [];
    bytes = 0;
    count = 0;
  };
  matches.forEach(({ entry }, index) => {
    const head = Buffer.from(`{"partition":${entry.partition},"offset":${entry.offset},"document":`);
    const size = head.length + entry.value.length + END_OF_ROW.length;
    if (count > 0 && bytes + size > maxBytes)
      cut({ sequence: (matches[index - 1]?.sequence ?? 0) + 1, positions: [...positions] });
    if (count > 0) parts.push(COMMA);
    parts.push(head, entry.value, END_OF_ROW);
    positions[entry.partition] = entry.offset + 1;
    bytes += size;
    count += 1;
    if (index === matches.length - 1) cut(end);
  });
  return batches;
}

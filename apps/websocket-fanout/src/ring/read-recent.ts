import { resultUnlessAborted } from '@millrace/pipeline';
import type { PartitionRange, RecordReader, SourceRecord } from '@millrace/pipeline';
import type { Positions } from './positions.js';

/** The newest records of a topic. */
export interface RecentRecords {
  /** By append time, and so about in the order in which they came. */
  readonly records: readonly SourceRecord[];
  /** First offset of each partition that is among them. */
  readonly from: Positions;
  /** Offset of each partition after them. */
  readonly to: Positions;
}

/** Offsets looked at first in a partition. */
const FIRST_SPAN = 1_000;
/** And so many times more each time while none of them holds a record. */
const GROWTH = 4;
/** Pieces in which a partition's even share is read; the total may be exceeded by one piece of each. */
const PIECES_OF_A_SHARE = 4;

/** How much is read. */
export interface RecentRequest {
  readonly topic: string;
  /** Of every partition, in their order. */
  readonly ranges: readonly PartitionRange[];
  readonly maxBytes: number;
  /** Ends the reading early, with what there is, also when a read hangs. */
  readonly overdue: AbortSignal;
}

/**
 * Reads the end of a topic backwards until it holds `maxBytes`, always on where it has come least far back in time:
 * whoever comes back needs every partition since he left, and one partition may get as much as all others together.
 */
export async function readRecent(
  reader: RecordReader,
  { topic, ranges, maxBytes, overdue }: RecentRequest,
  signal: AbortSignal,
): Promise<RecentRecords> {
  const ends = ranges.map(createPartitionEnd);
  const pieceBytes = maxBytes / (PIECES_OF_A_SHARE * Math.max(1, ends.length));
  const stop = AbortSignal.any([signal, overdue]);
  const isOver = () => stop.aborted;
  while (!isOver()) {
    const open = ends.filter(({ from, range }) => from > range.low);
    const bytes = ends.reduce((sum, end) => sum + end.bytes, 0);
    if (bytes >= maxBytes || open.length === 0) break;
    const newest = open.toSorted((a, b) => b.oldestMs - a.oldestMs).slice(0, Math.ceil(open.length / 2));
    const pieces = newest.map((end) => readFurther(reader, { topic, end, pieceBytes }, stop));
    await resultUnlessAborted(Promise.all(pieces), stop);
  }
  const timed = ends.flatMap(({ pieces }) => withRisingTimes(pieces.toReversed().flat()));
  const records = timed.sort((a, b) => a.atMs - b.atMs).map(({ record }) => record);
  return { records, from: ends.map(({ from }) => from), to: ranges.map(({ high }) => high) };
}

/** What was read of a partition, from its end backwards. */
interface PartitionEnd {
  readonly range: PartitionRange;
  /** The newest piece first. */
  readonly pieces: SourceRecord[][];
  /** First offset of what was read. */
  from: number;
  bytes: number;
  /** Append time of the first record. */
  oldestMs: number;
}

function createPartitionEnd(range: PartitionRange): PartitionEnd {
  return { range, pieces: [], from: range.high, bytes: 0, oldestMs: Number.POSITIVE_INFINITY };
}

/** Reads one piece more; what was read before says how many offsets that is. */
async function readFurther(
  reader: RecordReader,
  {
    topic,
    end,
    pieceBytes,
  }: { readonly topic: string; readonly end: PartitionEnd; readonly pieceBytes: number },
  signal: AbortSignal,
): Promise<void> {
  const { range, from: to } = end;
  const bytesAnOffset = end.bytes / Math.max(1, range.high - to);
  const span =
    end.bytes === 0 ? FIRST_SPAN * GROWTH ** end.pieces.length : Math.ceil(pieceBytes / bytesAnOffset);
  const piece = createNewest(pieceBytes, Math.max(range.low, to - span));
  const stretch = { topic, partition: range.partition, from: piece.from(), to };
  for await (const batch of reader.read(stretch, signal)) for (const record of batch) piece.add(record);
  // What ended early lacks its newest records.
  if (signal.aborted) return;
  end.from = piece.from();
  end.bytes += piece.bytes();
  end.pieces.push(piece.records());
  end.oldestMs = piece.records()[0]?.timestampMs ?? end.oldestMs;
}

/** Keeps the last records that fit, and at least one: reading a stretch of large ones takes no more memory than that. */
function createNewest(maxBytes: number, start: number) {
  let records: SourceRecord[] = [];
  let first = 0;
  let bytes = 0;
  let from = start;
  return {
    add(record: SourceRecord): void {
      records.push(record);
      bytes += bytesOf(record);
      for (; bytes > maxBytes && first < records.length - 1; first++) {
        const leftOut = records[first];
        bytes -= bytesOf(leftOut);
        from = (leftOut?.offset ?? from) + 1;
      }
      if (first * 2 < records.length) return;
      records = records.slice(first);
      first = 0;
    },
    records: () => records.slice(first),
    /** Above where it started once something was left out. */
    from: () => from,
    bytes: () => bytes,
  };
}

function bytesOf(record: SourceRecord | undefined): number {
  return record?.value?.length ?? 0;
}

/** A broker's clock may go back: then a record counts as no older than the one before it, and keeps its place. */
function withRisingTimes(records: readonly SourceRecord[]) {
  let atMs = 0;
  return records.map((record) => {
    atMs = Math.max(atMs, record.timestampMs);
    return { record, atMs };
  });
}

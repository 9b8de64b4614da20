import type { RecordReader, SourceRecord } from '@millrace/pipeline';
import type { PartitionRange } from '@millrace/pipeline';
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

/**
 * Reads the end of every partition backwards until it holds about its share of `maxBytes`: what a stretch held says
 * how much longer the next one has to be.
 */
export async function readRecent(
  reader: RecordReader,
  {
    topic,
    ranges,
    maxBytes,
  }: { readonly topic: string; readonly ranges: readonly PartitionRange[]; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<RecentRecords> {
  const share = maxBytes / Math.max(1, ranges.length);
  const ends = await Promise.all(ranges.map((range) => readEnd(reader, { topic, range, share }, signal)));
  const timed = ends.flatMap((end) => withRisingTimes(end.records));
  const records = timed.sort((a, b) => a.atMs - b.atMs).map(({ record }) => record);
  return { records, from: ends.map(({ from }) => from), to: ranges.map(({ high }) => high) };
}

interface PartitionEnd {
  readonly topic: string;
  readonly range: PartitionRange;
  /** Bytes wanted. */
  readonly share: number;
}

async function readEnd(reader: RecordReader, { topic, range, share }: PartitionEnd, signal: AbortSignal) {
  const { partition, low, high } = range;
  for (let span = FIRST_SPAN; ;) {
    const from = Math.max(low, high - Math.ceil(span));
    const newest = createNewest(share, from);
    if (from < high)
      for await (const batch of reader.read({ topic, partition, from, to: high }, signal))
        for (const record of batch) newest.add(record);
    const end = newest.end();
    if (from === low || end.from > from || end.bytes >= share / 2) return end;
    span *= Math.min(10, (1.2 * share) / Math.max(1, end.bytes));
  }
}

/** Keeps the last records that fit, so that reading a stretch of large ones takes no more than that. */
function createNewest(maxBytes: number, start: number) {
  let records: SourceRecord[] = [];
  let first = 0;
  let bytes = 0;
  let from = start;
  return {
    add(record: SourceRecord): void {
      records.push(record);
      bytes += bytesOf(record);
      for (; bytes > maxBytes && first < records.length; first++) {
        const leftOut = records[first];
        bytes -= bytesOf(leftOut);
        from = (leftOut?.offset ?? from) + 1;
      }
      if (first * 2 < records.length) return;
      records = records.slice(first);
      first = 0;
    },
    /** `from` is above where it started once something was left out. */
    end: () => ({ records: records.slice(first), from, bytes }),
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

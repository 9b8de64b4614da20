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

async function readEnd(
  reader: RecordReader,
  { topic, range, share }: { readonly topic: string; readonly range: PartitionRange; readonly share: number },
  signal: AbortSignal,
): Promise<{ readonly records: readonly SourceRecord[]; readonly from: number }> {
  const { partition, low, high } = range;
  for (let span = FIRST_SPAN; ;) {
    const from = Math.max(low, high - Math.ceil(span));
    const { records, bytes } = await readAll(reader, { topic, partition, from, to: high }, signal);
    if (from === low || bytes >= share / 2) return newest(records, share, from);
    span *= Math.min(10, (1.2 * share) / Math.max(1, bytes));
  }
}

async function readAll(
  reader: RecordReader,
  range: Parameters<RecordReader['read']>[0],
  signal: AbortSignal,
) {
  const records: SourceRecord[] = [];
  let bytes = 0;
  if (range.from < range.to)
    for await (const batch of reader.read(range, signal))
      for (const record of batch) {
        records.push(record);
        bytes += record.value?.length ?? 0;
      }
  return { records, bytes };
}

/** The last records of a list that fit. */
function newest(records: readonly SourceRecord[], maxBytes: number, from: number) {
  let bytes = 0;
  let first = records.length;
  while (first > 0) {
    bytes += records[first - 1]?.value?.length ?? 0;
    if (bytes > maxBytes) break;
    first -= 1;
  }
  return first === 0
    ? { records, from }
    : { records: records.slice(first), from: records[first]?.offset ?? from };
}

/** A broker's clock may go back: then a record counts as no older than the one before it, and keeps its place. */
function withRisingTimes(records: readonly SourceRecord[]) {
  let atMs = 0;
  return records.map((record) => {
    atMs = Math.max(atMs, record.timestampMs);
    return { record, atMs };
  });
}

import type { KafkaRecord, RecordsBatch, fetchV13 } from '@platformatic/kafka';
import type { RecordHeaders, SourceRecord, TopicPartition } from '@millrace/pipeline';

const APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
/** Type of a marker record, the second number of its key: 0 aborts the producer's transaction, 1 commits it. */
const ABORT_MARKER = 0;
const MARKER_TYPE_AT = 2;

/** Records for consumers in a fetch, and the offset to fetch from next (that of the fetch when it held nothing). */
export interface FetchedRecords {
  readonly records: readonly SourceRecord[];
  readonly next: number;
}

/** Unpacks record batches, without markers and without the records of transactions the broker lists as aborted. */
export function recordsOfBatches(
  source: TopicPartition,
  fetched: fetchV13.FetchResponsePartition | undefined,
): FetchedRecords {
  const isAborted = abortedTransactions(fetched?.abortedTransactions ?? []);
  const records: SourceRecord[] = [];
  let next = 0;
  for (const batch of fetched?.records ?? []) {
    next = Number(batch.firstOffset) + batch.lastOffsetDelta + 1;
    if (isAborted(batch) || batch.attributes & CONTROL) continue;
    for (const record of batch.records) records.push(toSourceRecord(source, batch, record));
  }
  return { records, next };
}

/**
 * Kafka lists aborted transactions by producer and first offset; each lasts until that producer's abort marker. To be
 * asked for the batches of a fetch in their order, markers included.
 */
function abortedTransactions(
  listed: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[],
): (batch: RecordsBatch) => boolean {
  const ahead = listed.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  return (batch) => {
    const end = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    for (let first = ahead[0]; first && first.firstOffset <= end; first = ahead[0]) {
      aborting.add(first.producerId);
      ahead.shift();
    }
    if (batch.attributes & CONTROL) {
      if (batch.records[0]?.key?.readInt16BE(MARKER_TYPE_AT) === ABORT_MARKER)
        aborting.delete(batch.producerId);
      return false;
    }
    return Boolean(batch.attributes & TRANSACTIONAL) && aborting.has(batch.producerId);
  };
}

function toSourceRecord(
  { topic, partition }: TopicPartition,
  batch: RecordsBatch,
  record: KafkaRecord,
): SourceRecord {
  const appended = Boolean(batch.attributes & APPEND_TIME);
  return {
    topic,
    partition,
    offset: Number(batch.firstOffset) + record.offsetDelta,
    timestampMs: Number(appended ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta),
    key: record.key,
    value: record.value,
    headers: headersOf(record.headers),
  };
}

function headersOf(entries: KafkaRecord['headers']): RecordHeaders {
  const headers = new Map<string, Buffer | Buffer[]>();
  for (const [rawName, value] of entries) {
    const name = rawName?.toString() ?? '';
    const one = value ?? Buffer.alloc(0);
    const before = headers.get(name);
    // Appended in place: one name may come a hundred thousand times.
    if (Array.isArray(before)) before.push(one);
    else headers.set(name, before === undefined ? one : [before, one]);
  }
  // From entries, because a header may be named `__proto__`.
  return Object.fromEntries(headers);
}

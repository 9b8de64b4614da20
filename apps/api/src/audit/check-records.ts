import type { DocumentAddress, LogSearch } from '@millrace/elasticsearch';
import type { RecordReader, SourceRecord } from '@millrace/pipeline';
import { decodeLogRouting, logsIndexOf } from '@millrace/schemas';
import type { AbsentRecords } from './absent-records.js';
import type { PartitionWindow } from './audit-window.js';
import type { DocumentIdSet } from './document-id-set.js';

/** Time by which records are chosen, ms since 1970 of their append: `fromMs ≤ t < toMs`. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What reading the records of a window has gathered so far. */
export interface RecordTally {
  checked: number;
  indexed: number;
  /** Offsets read, chosen or not. */
  read: number;
  /** Absent records beyond the bound of those kept. */
  overflow: number;
  readonly absent: AbsentRecords;
  readonly ids: DocumentIdSet;
  idsComplete: boolean;
  readonly tenants: Set<string>;
  /** First and last append time met in each partition. */
  readonly times: Map<number, { first: number; last: number }>;
}

/** Where records are read and documents looked up. */
export interface CheckTools {
  readonly reader: RecordReader;
  readonly search: LogSearch;
}

/**
 * Looks every record of a window up in Elasticsearch, batch by batch, and adds what it finds to `tally`; yields after
 * each batch. The lookup is by id and sees documents at once, refreshed or not.
 */
export async function* checkRecords(
  tools: CheckTools,
  input: {
    readonly topic: string;
    readonly window: PartitionWindow;
    readonly time: TimeWindow;
    readonly tally: RecordTally;
  },
  signal: AbortSignal,
): AsyncGenerator<undefined> {
  const { window, tally, time } = input;
  const { partition, from, to } = window;
  if (from >= to) return;
  for await (const batch of tools.reader.read({ topic: input.topic, partition, from, to }, signal)) {
    tally.read += batch.length;
    noteTimes(tally, partition, batch);
    const chosen = batch.filter(({ timestampMs }) => timestampMs >= time.fromMs && timestampMs < time.toMs);
    await lookUp(tools.search, chosen, tally, signal);
    yield undefined;
  }
}

async function lookUp(
  search: LogSearch,
  records: readonly SourceRecord[],
  tally: RecordTally,
  signal: AbortSignal,
): Promise<void> {
  const located = records.map((record) => ({ record, address: addressOf(record, tally) }));
  const known = located.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const found = await search.existing(known, signal);
  const present = new Set(known.filter((_, index) => found[index]));
  for (const { record, address } of located) {
    tally.checked++;
    if (address !== undefined && present.has(address)) {
      tally.indexed++;
      continue;
    }
    const { partition, offset, timestampMs } = record;
    if (!tally.absent.add({ partition, offset, timestampMs, address })) tally.overflow++;
  }
}

function addressOf(record: SourceRecord, tally: RecordTally): DocumentAddress | undefined {
  const routing = decodeLogRouting(record.headers);
  if ('bad' in routing) return undefined;
  const { documentId, tenant, indexDay } = routing;
  tally.idsComplete = tally.ids.add(documentId) && tally.idsComplete;
  tally.tenants.add(tenant);
  return { index: logsIndexOf(tenant, indexDay), id: documentId };
}

function noteTimes(tally: RecordTally, partition: number, batch: readonly SourceRecord[]): void {
  const first = batch[0]?.timestampMs;
  const last = batch.at(-1)?.timestampMs;
  if (first === undefined || last === undefined) return;
  tally.times.set(partition, { first: tally.times.get(partition)?.first ?? first, last });
}

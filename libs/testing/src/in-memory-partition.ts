import type { FetchedStretch, SourceRecord } from '@millrace/pipeline';

/** One partition of the in-memory log: records, and offsets that hold none for consumers. */
export interface InMemoryPartition {
  append(record: Omit<SourceRecord, 'topic' | 'partition' | 'offset'>): void;
  /** Offsets that carry no record, as transaction markers do. */
  appendControl(count: number): void;
  /** Moves the start of the log. */
  deleteBefore(offset: number): void;
  low(): number;
  high(): number;
  /** What a fetch from `from`, not below the start of the log, brings; undefined at its end. */
  fetch(from: number, maxRecords: number): FetchedStretch | undefined;
}

/** See {@link InMemoryPartition}. */
export function createInMemoryPartition(topic: string, partition: number): InMemoryPartition {
  const entries: (SourceRecord | undefined)[] = [];
  let low = 0;
  return {
    append: (record) => void entries.push({ ...record, topic, partition, offset: entries.length }),
    appendControl(count) {
      for (let added = 0; added < count; added += 1) entries.push(undefined);
    },
    deleteBefore(offset) {
      low = Math.max(low, Math.min(offset, entries.length));
      entries.fill(undefined, 0, low);
    },
    low: () => low,
    high: () => entries.length,
    fetch(from, maxRecords) {
      const to = Math.min(entries.length, from + maxRecords);
      if (to <= from) return undefined;
      const records = entries.slice(from, to).filter((entry) => entry !== undefined);
      return { topic, partition, from, first: from, to, records, end: entries.length };
    },
  };
}

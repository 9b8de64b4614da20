import { recordBytes } from '@millrace/pipeline';
import type { SourceRecord } from '@millrace/pipeline';

/**
 * Gives records bytes of their own, copied into one buffer of just their size, where they were views of the fetches
 * they came with, which may be many times larger and stay in memory for as long as one view does.
 *
 * In place: the batch in flight, its documents and its outcomes all refer to the same records, and a copy beside them
 * would free nothing.
 */
export function ownBytes(records: readonly SourceRecord[]): void {
  const bytes = Buffer.allocUnsafeSlow(records.reduce((total, record) => total + recordBytes(record), 0));
  let at = 0;
  const own = <T extends Buffer | string | null>(value: T): T => {
    if (!Buffer.isBuffer(value)) return value;
    const from = at;
    at += value.copy(bytes, at);
    return bytes.subarray(from, at) as T;
  };
  for (const record of records) {
    const entries = Object.entries(record.headers).map(([name, value]) => {
      return [name, Array.isArray(value) ? value.map(own) : value && own(value)] as const;
    });
    const headers: SourceRecord['headers'] = Object.fromEntries(entries);
    Object.assign(record, { key: own(record.key), value: own(record.value), headers });
  }
}

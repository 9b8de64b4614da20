import type { SourceRecord } from './source-record.js';

/** Bytes of a record's key, value and header values: what it brings, not what it takes on the heap. */
export function recordBytes(record: SourceRecord): number {
  let bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const name in record.headers) {
    const value = record.headers[name];
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const one of value) bytes += one.length;
    else bytes += value.length;
  }
  return bytes;
}

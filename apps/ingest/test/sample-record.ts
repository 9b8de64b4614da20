import type { SourceRecord } from '@millrace/pipeline';

/** A record of a raw topic. */
export function sampleRecord(changes: Partial<SourceRecord> = {}): SourceRecord {
  return {
    topic: 'logs.raw',
    partition: 2,
    offset: 40,
    timestampMs: Date.UTC(2026, 10, 21, 12),
    key: null,
    value: Buffer.from('{"message":"hi"}'),
    headers: {},
    ...changes,
  };
}

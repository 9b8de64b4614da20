import type { OutboundRecord, SourceRecord } from '@millrace/pipeline';

/** A record as it goes to the parked topic: same key, bytes and headers, so that it is later written under the same id. */
export function parkedRecord({ key, value, headers }: SourceRecord, topic: string): OutboundRecord {
  return { topic, key, value, headers };
}

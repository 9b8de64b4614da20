import { parkedHeaders } from '@millrace/schemas';
import type { IndexFamily } from '@millrace/schemas';
import type { OutboundRecord, SourceRecord } from '@millrace/pipeline';

/**
 * A record as it goes to the parked topic: same key, bytes and headers, so that it is later written under the same id,
 * and one header more, which says what it is.
 */
export function parkedRecord(
  { key, value, headers }: SourceRecord,
  { topic, family }: { readonly topic: string; readonly family: IndexFamily },
): OutboundRecord {
  return { topic, key, value, headers: parkedHeaders(headers, family) };
}

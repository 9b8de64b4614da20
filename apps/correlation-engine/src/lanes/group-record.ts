import type { OutboundRecord } from '@millrace/pipeline';
import { encodeCorrelationHeaders } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';

/** A revision as readers of `correlations` get it; equal whenever it is told, so that telling it again is no news. */
export function groupRecord(group: CorrelationGroup, topic: string): OutboundRecord {
  return {
    topic,
    key: group.id,
    value: Buffer.from(JSON.stringify(group)),
    headers: encodeCorrelationHeaders(group),
  };
}

import type { OutboundRecord } from '@millrace/pipeline';
import { correlationGroupId, encodeCorrelationHeaders } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';

/** When the first log of a sample group was written; its id and index follow from it. */
export const GROUP_FIRST = '2026-11-21T12:00:00.000000000Z';

/** A group as the correlation engine describes it. */
export function sampleGroup(
  tenant: string,
  correlationId: string,
  own: Partial<CorrelationGroup> & { readonly epoch?: number } = {},
): CorrelationGroup {
  const { epoch = 1, ...rest } = own;
  const id = correlationGroupId({ tenant, rule: 'by-id', correlationId, first: GROUP_FIRST });
  return {
    '@timestamp': GROUP_FIRST,
    id,
    tenant,
    'correlation.id': correlationId,
    rule: 'by-id',
    status: 'timeout',
    revision: 1,
    first: GROUP_FIRST,
    last: GROUP_FIRST,
    durationMs: 0,
    services: ['checkout'],
    logs: 1,
    errors: 0,
    levels: { info: 1 },
    members: [],
    precision: 'exact',
    evidence: { duplicates: 0, late: 0, closedAt: '2026-11-21T12:00:31Z', epoch },
    ...rest,
  };
}

/** A record of `correlations`. */
export function groupRecord(topic: string, group: CorrelationGroup): OutboundRecord {
  const value = Buffer.from(JSON.stringify(group));
  return { topic, key: group.id, value, headers: encodeCorrelationHeaders(group) };
}

import { CORRELATION_GROUP_VERSION, correlationGroupDay, correlationVersion } from './correlation-group.js';
import type { CorrelationGroup } from './correlation-group.js';
import { decodeRouting, headerText, ROUTING_HEADER } from './routing-headers.js';
import type { DocumentRouting, RawHeaders } from './routing-headers.js';
import { indexDayOf } from './timestamp.js';

/** Names of the Kafka headers on a record of `correlations`; `version` of the format is `v`, as everywhere. */
export const CORRELATION_HEADER = Object.freeze({
  ...ROUTING_HEADER,
  /** External version of the revision, decimal, see `correlationVersion`. */
  revisionVersion: 'version',
});

/** Where a revision goes and which of two revisions stays. */
export interface CorrelationRouting extends DocumentRouting {
  /** External version under which Elasticsearch takes it: the higher one stays, whatever comes first. */
  readonly version: number;
}

/**
 * Headers of a group's revision, as Kafka clients write them; all of them follow from the group. The day is that of its
 * id, so that every revision goes to the index of the first one.
 */
export function encodeCorrelationHeaders(
  group: Pick<CorrelationGroup, 'id' | 'tenant' | '@timestamp' | 'revision' | 'evidence'>,
): Record<string, string> {
  return {
    [CORRELATION_HEADER.version]: String(CORRELATION_GROUP_VERSION),
    [CORRELATION_HEADER.documentId]: group.id,
    [CORRELATION_HEADER.tenant]: group.tenant,
    [CORRELATION_HEADER.indexDay]: correlationGroupDay(group.id) ?? indexDayOf(group['@timestamp']),
    [CORRELATION_HEADER.timestamp]: group['@timestamp'],
    [CORRELATION_HEADER.revisionVersion]: String(correlationVersion(group.evidence.epoch, group.revision)),
  };
}

const VERSION_PATTERN = /^[1-9]\d{0,15}$/;

/** Routing of a record of `correlations`, or the name of the first header that is missing or malformed. */
export function decodeCorrelationRouting(headers: RawHeaders): CorrelationRouting | { readonly bad: string } {
  const routing = decodeRouting(headers, CORRELATION_GROUP_VERSION);
  if ('bad' in routing) return routing;
  const text = headerText(headers[CORRELATION_HEADER.revisionVersion]) ?? '';
  const version = Number(text);
  const valid = VERSION_PATTERN.test(text) && Number.isSafeInteger(version);
  return valid ? { ...routing, version } : { bad: CORRELATION_HEADER.revisionVersion };
}

import { DOCUMENT_ID_PATTERN } from './document-id.js';
import { DOCUMENT_VERSION } from './canonical-document.js';
import { TENANT_PATTERN } from './tenant.js';
import { TIMESTAMP_PATTERN } from './timestamp.js';
import type { TraceContext } from './trace-context.js';

/** Names of the Kafka headers on a record of `logs` and `logs.parked`; each is there because a later hop reads it. */
export const LOG_HEADER = Object.freeze({
  version: 'v',
  documentId: 'id',
  tenant: 'tenant',
  indexDay: 'day',
  timestamp: 'time',
  severity: 'severity',
  service: 'service',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
});

/**
 * What a record of `logs` says of itself outside its value, so that hops need not parse it. The trace context is that
 * of the request or record that brought the log, not of the log itself.
 */
export interface LogHeaders extends Partial<TraceContext> {
  /** `_id` in Elasticsearch, see `documentId`. */
  readonly documentId: string;
  readonly tenant: string;
  /** `yyyy.MM.dd` of the event. */
  readonly indexDay: string;
  /** Canonical timestamp. */
  readonly timestamp: string;
  readonly severity: number;
  readonly service: string;
}

/** Headers as Kafka clients write them. */
export function encodeLogHeaders(headers: LogHeaders): Record<string, string> {
  return {
    [LOG_HEADER.version]: String(DOCUMENT_VERSION),
    [LOG_HEADER.documentId]: headers.documentId,
    [LOG_HEADER.tenant]: headers.tenant,
    [LOG_HEADER.indexDay]: headers.indexDay,
    [LOG_HEADER.timestamp]: headers.timestamp,
    [LOG_HEADER.severity]: String(headers.severity),
    [LOG_HEADER.service]: headers.service,
    ...(headers.traceparent === undefined ? {} : { [LOG_HEADER.traceparent]: headers.traceparent }),
    ...(headers.tracestate === undefined ? {} : { [LOG_HEADER.tracestate]: headers.tracestate }),
  };
}

/** The part of {@link LogHeaders} that decides where a document goes. */
export interface LogRouting {
  readonly documentId: string;
  readonly tenant: string;
  readonly indexDay: string;
}

type RawHeader = Buffer | string | readonly (Buffer | string)[] | undefined;
const DAY_PATTERN = /^\d{4}\.\d{2}\.\d{2}$/;
const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Routing of a record of `logs`, or the name of the first header that is missing or malformed. */
export function decodeLogRouting(
  headers: Readonly<Record<string, RawHeader>>,
): LogRouting | { readonly bad: string } {
  if (single(headers[LOG_HEADER.version]) !== String(DOCUMENT_VERSION)) return { bad: LOG_HEADER.version };
  const documentId = single(headers[LOG_HEADER.documentId]);
  if (documentId === undefined || !DOCUMENT_ID_PATTERN.test(documentId))
    return { bad: LOG_HEADER.documentId };
  const tenant = single(headers[LOG_HEADER.tenant]);
  if (tenant === undefined || !TENANT_PATTERN.test(tenant)) return { bad: LOG_HEADER.tenant };
  const indexDay = single(headers[LOG_HEADER.indexDay]);
  if (indexDay === undefined || !DAY_PATTERN.test(indexDay)) return { bad: LOG_HEADER.indexDay };
  return { documentId, tenant, indexDay };
}

/** The event time a record of `logs` states, when it is well formed. */
export function decodeLogTimestamp(headers: Readonly<Record<string, RawHeader>>): string | undefined {
  const timestamp = single(headers[LOG_HEADER.timestamp]);
  return timestamp !== undefined && TIMESTAMP_PATTERN.test(timestamp) ? timestamp : undefined;
}

/** Whether bytes may go unparsed into a bulk body: one JSON object on one line, as far as its ends tell. */
export function isCanonicalBytes(value: Buffer | null): value is Buffer {
  return (
    value !== null &&
    value.length >= 2 &&
    value[0] === OPEN_BRACE &&
    value[value.length - 1] === CLOSE_BRACE &&
    !value.includes(LINE_FEED)
  );
}

function single(raw: RawHeader): string | undefined {
  if (typeof raw === 'string') return raw;
  return Buffer.isBuffer(raw) ? raw.toString('latin1') : undefined;
}

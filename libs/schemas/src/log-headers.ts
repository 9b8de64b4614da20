import { CORRELATION_SOURCES, DOCUMENT_VERSION } from './canonical-document.js';
import type { CorrelationSource } from './canonical-document.js';
import { decodeRouting, headerText, ROUTING_HEADER } from './routing-headers.js';
import type { DocumentRouting, RawHeaders } from './routing-headers.js';
import { TIMESTAMP_PATTERN } from './timestamp.js';
import type { TraceContext } from './trace-context.js';

/** Names of the Kafka headers on a record of `logs` and `logs.parked`; each is there because a later hop reads it. */
export const LOG_HEADER = Object.freeze({
  ...ROUTING_HEADER,
  severity: 'severity',
  service: 'service',
  correlation: 'correlation',
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
  /** Where the correlation id, which is then the key, was found. */
  readonly correlation?: CorrelationSource;
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
    ...(headers.correlation === undefined ? {} : { [LOG_HEADER.correlation]: headers.correlation }),
    ...(headers.traceparent === undefined ? {} : { [LOG_HEADER.traceparent]: headers.traceparent }),
    ...(headers.tracestate === undefined ? {} : { [LOG_HEADER.tracestate]: headers.tracestate }),
  };
}

const SEVERITY_PATTERN = /^(?:1?\d|2[0-4])$/;
const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Routing of a record of `logs`, or the name of the first header that is missing or malformed. */
export function decodeLogRouting(headers: RawHeaders): DocumentRouting | { readonly bad: string } {
  return decodeRouting(headers, DOCUMENT_VERSION);
}

/** The event time a record of `logs` states, when it is well formed. */
export function decodeLogTimestamp(headers: RawHeaders): string | undefined {
  const timestamp = headerText(headers[LOG_HEADER.timestamp]);
  return timestamp !== undefined && TIMESTAMP_PATTERN.test(timestamp) ? timestamp : undefined;
}

/** What grouping needs of a log beside its routing. */
export interface LogOrigin {
  readonly timestamp: string;
  readonly severity: number;
  readonly service: string;
  /** undefined in records of an ingest that did not write it, which may have a correlation id all the same. */
  readonly correlation: CorrelationSource | undefined;
}

/** Time, severity and origin of a record of `logs`, or the name of the first header that is missing or malformed. */
export function decodeLogOrigin(headers: RawHeaders): LogOrigin | { readonly bad: string } {
  const timestamp = decodeLogTimestamp(headers);
  if (timestamp === undefined) return { bad: LOG_HEADER.timestamp };
  const severity = headerText(headers[LOG_HEADER.severity]);
  if (severity === undefined || !SEVERITY_PATTERN.test(severity)) return { bad: LOG_HEADER.severity };
  const service = headerText(headers[LOG_HEADER.service], 'utf8');
  if (service === undefined) return { bad: LOG_HEADER.service };
  const given = headerText(headers[LOG_HEADER.correlation]);
  const correlation = CORRELATION_SOURCES.find((source) => source === given);
  if (headers[LOG_HEADER.correlation] !== undefined && correlation === undefined)
    return { bad: LOG_HEADER.correlation };
  return { timestamp, severity: Number(severity), service, correlation };
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

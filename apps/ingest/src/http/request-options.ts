import { ProblemError } from '@millrace/http';
import type { HttpRequest } from '@millrace/http';
import { LOG_FORMATS } from '@millrace/intake';
import type { LogFormat, ParseHints } from '@millrace/intake';
import { BOUNDS, readTraceContext, TEXT_ENTRIES_CONTENT_TYPE } from '@millrace/schemas';
import type { TraceContext } from '@millrace/schemas';
import { parseReferenceTime } from './parse-reference-time.js';

/** What a request says of its logs beside the body. */
export interface RequestOptions {
  /** Media type to take the body apart by. */
  readonly mediaType: string;
  readonly holdsTextEntries: boolean;
  readonly idempotencyKey?: string;
  /** Where missing times and years come from, ms since 1970. */
  readonly referenceMs?: number;
  /** Values of fields that a log does not name. */
  readonly defaults: Readonly<Partial<Record<DefaultField, string>>>;
  readonly hints: ParseHints;
  readonly traceContext?: TraceContext;
}

const DEFAULT_FIELDS = ['service', 'host', 'environment'] as const;
type DefaultField = (typeof DEFAULT_FIELDS)[number];

/** Text entries are lines of JSON with a meaning of their own. */
const LINES = 'application/x-ndjson';
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,256}$/;
const UTF8_CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii']);
const MAX_UTC_OFFSET_MINUTES = 18 * 60;

/**
 * Reads the headers and the query of a request, whose body must have one of the media types. Throws a `ProblemError` that names what is wrong:
 * `unsupported-content-type`, else `invalid-request`. A malformed trace context is only left out: it comes
 * from whatever instruments the sender, not from the sender.
 */
export function requestOptions(
  request: Pick<HttpRequest, 'headers' | 'query'>,
  mediaTypes: readonly string[],
  nowMs: number,
): RequestOptions {
  const { headers } = request;
  const mediaType = bodyMediaType(headers['content-type'], mediaTypes);
  const idempotencyKey = headers['idempotency-key'];
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw invalid('Idempotency-Key', 'must be 1 to 256 visible ASCII characters');
  }
  const referenceTime = headers['millrace-reference-time'];
  const traceContext = readTraceContext(headers['traceparent'], headers['tracestate']);
  return {
    mediaType: mediaType === TEXT_ENTRIES_CONTENT_TYPE ? LINES : mediaType,
    holdsTextEntries: mediaType === TEXT_ENTRIES_CONTENT_TYPE,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(referenceTime !== undefined && { referenceMs: reference(referenceTime, nowMs) }),
    defaults: defaultFields(request),
    hints: parseHints(request),
    ...(traceContext !== undefined && { traceContext }),
  };
}

function bodyMediaType(contentType: string | undefined, mediaTypes: readonly string[]): string {
  const [mediaType = '', ...parameters] = (contentType ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const headers = { 'accept-post': mediaTypes.join(', ') };
  if (charset !== undefined && !UTF8_CHARSETS.has(charset)) {
    throw new ProblemError('unsupported-content-type', 'Only charset=utf-8 is read.', { headers });
  }
  if (mediaTypes.includes(mediaType)) return mediaType;
  if (mediaType === TEXT_ENTRIES_CONTENT_TYPE && mediaTypes.includes(LINES)) return mediaType;
  throw new ProblemError('unsupported-content-type', `Send ${mediaTypes.join(', ')}.`, { headers });
}

function invalid(what: string, rule: string): ProblemError {
  return new ProblemError('invalid-request', `${what} ${rule}.`);
}

function reference(given: string, nowMs: number): number {
  const referenceMs = parseReferenceTime(given);
  if (referenceMs === undefined || referenceMs > nowMs + BOUNDS.futureSkewMs) {
    const rule = 'must be an ISO 8601 time with zone, or ms since 1970, not more than 24 h ahead';
    throw invalid('millrace-reference-time', rule);
  }
  return referenceMs;
}

/** A header `millrace-service`, or the query's `service` where headers cannot be set; likewise host, environment. */
function defaultFields({
  headers,
  query,
}: Pick<HttpRequest, 'headers' | 'query'>): RequestOptions['defaults'] {
  const defaults: Partial<Record<DefaultField, string>> = {};
  for (const field of DEFAULT_FIELDS) {
    const value = headers[`millrace-${field}`] ?? query.get(field) ?? '';
    if (Buffer.byteLength(value) > BOUNDS.keywordBytes)
      throw invalid(field, `has at most ${BOUNDS.keywordBytes} bytes`);
    if (value.trim() !== '') defaults[field] = value.trim();
  }
  return defaults;
}

function parseHints({ query }: Pick<HttpRequest, 'query'>): ParseHints {
  const format = query.get('format');
  const offset = query.get('utc-offset-minutes');
  if (format !== null && !(LOG_FORMATS as readonly string[]).includes(format)) {
    throw invalid('format', `is one of ${LOG_FORMATS.join(', ')}`);
  }
  const utcOffsetMinutes = offset === null ? undefined : Number(offset);
  if (utcOffsetMinutes !== undefined && !isOffset(utcOffsetMinutes)) {
    throw invalid(
      'utc-offset-minutes',
      `is a whole number from -${MAX_UTC_OFFSET_MINUTES} to ${MAX_UTC_OFFSET_MINUTES}`,
    );
  }
  return {
    ...(format !== null && { format: format as LogFormat }),
    ...(utcOffsetMinutes !== undefined && { utcOffsetMinutes }),
  };
}

function isOffset(minutes: number): boolean {
  return Number.isInteger(minutes) && Math.abs(minutes) <= MAX_UTC_OFFSET_MINUTES;
}

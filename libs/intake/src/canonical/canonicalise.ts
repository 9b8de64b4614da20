import { BOUNDS, documentId, formatTimestamp, indexDayOf, UNKNOWN_SERVICE } from '@millrace/schemas';
import type { CanonicalDocument, Instant } from '@millrace/schemas';
import type { ParsedLog, TextField } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { Rejection } from '../rejection.js';
import { resolveStamp } from '../time/resolve-stamp.js';
import { correlationFields, safeId } from './correlation-ids.js';
import { fitFields } from './fit-fields.js';
import type { CanonicalLog, ExpiredLog, IntakeContext } from './intake-context.js';
import { createTextFitter } from './text-fitter.js';
import type { TextFitter } from './text-fitter.js';

/**
 * Makes of a parsed log the canonical document and its place: redacted, bounded, timed and identified. Never throws
 * for anything a sender can send. Equal arguments give equal bytes, so a second delivery is recognised; only
 * `event.created` follows `nowMs`.
 */
export function canonicalise(log: ParsedLog, context: IntakeContext): CanonicalLog | Rejection | ExpiredLog {
  const instant = log.stamp
    ? resolveStamp(log.stamp, context.reference.epochMs)
    : { epochMs: context.reference.epochMs, nanos: 0 };
  const refused = refuseByTime(instant, context);
  if (refused !== undefined) return refused;
  const identity = identify(log, context);
  const fitter = createTextFitter(context.redactor);
  const timestamp = formatTimestamp(instant);
  const document = buildDocument(log, context, { timestamp, eventId: identity.eventId, fitter });
  const bytes = Buffer.from(JSON.stringify(document));
  if (bytes.length > BOUNDS.documentBytes) {
    return reject('document-too-large', `${bytes.length} bytes, expected at most ${BOUNDS.documentBytes}`);
  }
  return {
    ok: true,
    bytes,
    key: document['correlation.id'] ?? document['service.name'],
    headers: {
      documentId: documentId(context.tenant, identity.eventId, instant.epochMs),
      tenant: context.tenant,
      indexDay: indexDayOf(timestamp),
      timestamp,
      severity: document.severity,
      service: document['service.name'],
      ...(context.traceparent !== undefined && { traceparent: context.traceparent }),
    },
    ...identity,
    redacted: fitter.tally.count,
  };
}

function refuseByTime({ epochMs }: Instant, context: IntakeContext): Rejection | ExpiredLog | undefined {
  if (!(epochMs >= 0)) return reject('timestamp-out-of-range', 'before 1970');
  if (epochMs > context.nowMs + BOUNDS.futureSkewMs) {
    return reject('timestamp-out-of-range', 'more than 24 h ahead of the clock');
  }
  if (context.oldestAcceptedMs !== undefined && epochMs < context.oldestAcceptedMs) {
    return { ok: false, outcome: 'expired', reason: 'older than the retention' };
  }
  return undefined;
}

function identify(log: ParsedLog, context: IntakeContext): { eventId: string; undeduplicated: boolean } {
  if (log.eventId !== undefined) return { eventId: safeId(log.eventId, context), undeduplicated: false };
  const fresh = log.stamp === undefined ? context.eventId.freshWhenUnstamped : undefined;
  return fresh === undefined
    ? { eventId: context.eventId.id(), undeduplicated: false }
    : { eventId: fresh(), undeduplicated: true };
}

interface Decided {
  readonly timestamp: string;
  readonly eventId: string;
  readonly fitter: TextFitter;
}

/** Keys in the order of the schema, which is the order of the bytes. */
function buildDocument(log: ParsedLog, context: IntakeContext, decided: Decided): CanonicalDocument {
  const { fitter } = decided;
  const message = fitter.fit('message', log.message, BOUNDS.messageBytes);
  const texts = fitTexts(log, context, fitter);
  const { 'trace.id': trace, 'span.id': span, ...rest } = texts;
  const fields = fitFields(log, context, fitter);
  const estimated = log.stamp?.kind !== 'instant';
  return {
    '@timestamp': decided.timestamp,
    'event.created': new Date(context.nowMs).toISOString(),
    'event.id': decided.eventId,
    tenant: context.tenant,
    message,
    ...(log.level !== undefined && { 'log.level': fitter.fit('log.level', log.level, BOUNDS.keywordBytes) }),
    severity: log.severity,
    'service.name': UNKNOWN_SERVICE,
    ...rest,
    ...(trace !== undefined && { 'trace.id': trace }),
    ...(span !== undefined && { 'span.id': span }),
    ...correlationFields(log, message, context),
    ...fields,
    ...(fitter.truncated.size > 0 && { 'event.truncated': [...fitter.truncated] }),
    ...(estimated && { 'event.reference_clock': context.reference.clock }),
  };
}

const LONG_TEXTS: Readonly<Partial<Record<TextField, number>>> = {
  'error.message': BOUNDS.messageBytes,
  'error.stack_trace': BOUNDS.stackTraceBytes,
};

function fitTexts(
  log: ParsedLog,
  context: IntakeContext,
  fitter: TextFitter,
): Partial<Record<TextField, string>> {
  const { service, host, environment } = context.defaults ?? {};
  const fitted: Partial<Record<TextField, string>> = {};
  const given = {
    'service.name': log.texts['service.name'] ?? service,
    ...log.texts,
    'service.environment': log.texts['service.environment'] ?? environment,
    'host.name': log.texts['host.name'] ?? host,
  };
  for (const [field, text] of Object.entries(given) as [TextField, string | undefined][]) {
    if (text === undefined || text.trim() === '') continue;
    const safe = field === 'trace.id' || field === 'span.id' ? safeId(text, context) : text;
    fitted[field] = fitter.fit(field, safe, LONG_TEXTS[field] ?? BOUNDS.keywordBytes);
  }
  return fitted;
}

/** Names of the log's fields that would be numbers, were they registered; for asking the registry beforehand. */
export function candidateNumberNames(log: ParsedLog): readonly string[] {
  const names: string[] = [];
  for (const [name, value] of log.fields) {
    if (typeof value === 'number' && Number.isFinite(value)) names.push(name);
  }
  return names.slice(0, BOUNDS.attributes);
}

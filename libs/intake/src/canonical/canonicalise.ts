import { BOUNDS, documentId, formatTimestamp, indexDayOf, UNKNOWN_SERVICE } from '@millrace/schemas';
import type { CanonicalDocument, Instant } from '@millrace/schemas';
import { ERROR_FIELDS, ORIGIN_FIELDS } from '../parsed-log.js';
import type { ParsedLog, TextField } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { Rejection } from '../rejection.js';
import { resolveStamp } from '../time/resolve-stamp.js';
import { addCorrelation, safeId } from './correlation-ids.js';
import { fitFields } from './fit-fields.js';
import { formatArrival } from './format-arrival.js';
import type { CanonicalLog, ExpiredLog, IntakeContext } from './intake-context.js';
import { createTextFitter } from './text-fitter.js';
import type { TextFitter } from './text-fitter.js';

/**
 * Makes of a parsed log the canonical document and its place: redacted, bounded, timed and identified. Never throws
 * for anything a sender can send. Equal arguments give equal bytes, so a second delivery is recognised; only
 * `event.created` follows `nowMs`.
 */
export function canonicalise(log: ParsedLog, context: IntakeContext): CanonicalLog | Rejection | ExpiredLog {
  const instant = instantOf(log, context);
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
      ...(document['correlation.source'] && { correlation: document['correlation.source'] }),
      ...context.traceContext,
    },
    ...identity,
    redacted: fitter.tally.count,
  };
}

function instantOf({ stamp }: ParsedLog, { reference }: IntakeContext): Instant {
  return stamp ? resolveStamp(stamp, reference.epochMs) : { epochMs: reference.epochMs, nanos: 0 };
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

/**
 * Keys in the order of the schema, which is the order of the bytes. Written member by member: this runs for every
 * log, and spreading optional parts together costs more than all of it.
 */
function buildDocument(log: ParsedLog, context: IntakeContext, decided: Decided): CanonicalDocument {
  const { fitter } = decided;
  const message = fitter.fit('message', log.message, BOUNDS.messageBytes);
  const level = log.level === undefined ? undefined : fitter.fit('log.level', log.level, BOUNDS.keywordBytes);
  const document: CanonicalDocument = {
    '@timestamp': decided.timestamp,
    'event.created': formatArrival(context.nowMs),
    'event.id': decided.eventId,
    tenant: context.tenant,
    message,
    ...(level !== undefined && { 'log.level': level }),
    severity: log.severity,
    'service.name': UNKNOWN_SERVICE,
  };
  const work = { log, context, fitter };
  addTexts(document, work, ORIGIN_FIELDS);
  addCorrelation(document, log, context);
  addTexts(document, work, ERROR_FIELDS);
  const { attributes, numbers } = fitFields(log, context, fitter);
  if (attributes !== undefined) document.attributes = attributes;
  if (numbers !== undefined) document.numbers = numbers;
  if (fitter.truncated.size > 0) document['event.truncated'] = [...fitter.truncated];
  if (log.stamp?.kind !== 'instant') document['event.reference_clock'] = context.reference.clock;
  return document;
}

interface Work {
  readonly log: ParsedLog;
  readonly context: IntakeContext;
  readonly fitter: TextFitter;
}

function addTexts(
  document: CanonicalDocument,
  { log, context, fitter }: Work,
  fields: readonly TextField[],
): void {
  const { defaults } = context;
  for (const field of fields) {
    const text = log.texts[field] ?? (defaults && defaultOf(field, defaults));
    if (text === undefined || isBlank(text)) continue;
    const isId = field === 'trace.id' || field === 'span.id';
    document[field] = fitter.fit(field, isId ? safeId(text, context) : text, boundOf(field));
  }
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) > SPACE ? false : text.trim() === '';
}

const SPACE = 0x20;

function boundOf(field: TextField): number {
  if (field === 'error.stack_trace') return BOUNDS.stackTraceBytes;
  return field === 'error.message' ? BOUNDS.messageBytes : BOUNDS.keywordBytes;
}

function defaultOf(field: TextField, defaults: NonNullable<IntakeContext['defaults']>): string | undefined {
  if (field === 'service.name') return defaults.service;
  if (field === 'host.name') return defaults.host;
  return field === 'service.environment' ? defaults.environment : undefined;
}

import { z } from 'zod';
import { BOUNDS } from './bounds.js';
import { TENANT_PATTERN } from './tenant.js';
import { TIMESTAMP_PATTERN } from './timestamp.js';

function bytesAtMost(limit: number) {
  return (value: string) => value.length * 3 <= limit || Buffer.byteLength(value) <= limit;
}
const text = (limit: number) => z.string().refine(bytesAtMost(limit), `at most ${limit} bytes of UTF-8`);
const keyword = text(BOUNDS.keywordBytes);
const attributeName = text(BOUNDS.attributeNameBytes).regex(
  /^(?!\s*$)[^\p{Cc}]+$/u,
  'not blank, no control characters',
);
const attributeScalar = z.union([text(BOUNDS.attributeValueBytes), z.boolean()]);

/** Where `correlation.id` came from: an explicit field of that kind, or found in the text. */
export const CORRELATION_SOURCES = ['correlation', 'request', 'trace', 'session', 'text'] as const;
/** See {@link CORRELATION_SOURCES}. */
export type CorrelationSource = (typeof CORRELATION_SOURCES)[number];

/**
 * The canonical log document, version 1: flat, dotted keys with ECS names. Ingest writes its JSON bytes once; they
 * are what Elasticsearch indexes and a socket receives. Key order here is the order in which it is serialised.
 */
export const canonicalDocumentSchema = z.strictObject({
  '@timestamp': z
    .string()
    .regex(TIMESTAMP_PATTERN, 'UTC with nine fraction digits, 2026-11-21T12:00:00.000000000Z'),
  'event.created': z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'UTC with milliseconds'),
  'event.id': text(BOUNDS.eventIdBytes).min(1),
  tenant: z.string().regex(TENANT_PATTERN),
  message: text(BOUNDS.messageBytes),
  'log.level': keyword.optional(),
  severity: z.int().min(0).max(24),
  'service.name': keyword.min(1),
  'service.version': keyword.optional(),
  'service.environment': keyword.optional(),
  'host.name': keyword.optional(),
  'log.logger': keyword.optional(),
  'trace.id': keyword.optional(),
  'span.id': keyword.optional(),
  'correlation.id': keyword.optional(),
  'correlation.source': z.enum(CORRELATION_SOURCES).optional(),
  'error.type': keyword.optional(),
  'error.message': text(BOUNDS.messageBytes).optional(),
  'error.stack_trace': text(BOUNDS.stackTraceBytes).optional(),
  attributes: z.record(attributeName, z.union([attributeScalar, z.array(attributeScalar)])).optional(),
  numbers: z.record(attributeName, z.number()).optional(),
  'event.truncated': z.array(z.string()).optional(),
  'event.sample_weight': z.number().min(1).optional(),
  'event.reference_clock': z.enum(['header', 'append', 'arrival']).optional(),
});

/** See {@link canonicalDocumentSchema}. */
export type CanonicalDocument = z.infer<typeof canonicalDocumentSchema>;

/** Version that producers of canonical documents write and readers accept (with the one before it). */
export const DOCUMENT_VERSION = 1;

/** The `service.name` of a log whose sender named none, as OpenTelemetry spells it. */
export const UNKNOWN_SERVICE = 'unknown_service';

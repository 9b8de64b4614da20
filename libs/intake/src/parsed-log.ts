import type { CORRELATION_SOURCES } from '@millrace/schemas';
import type { LogFormat } from './log-format.js';
import type { Stamp } from './time/stamp.js';

/** Canonical fields that say where a log came from, in the document's order. */
export const ORIGIN_FIELDS = [
  'service.name',
  'service.version',
  'service.environment',
  'host.name',
  'log.logger',
  'trace.id',
  'span.id',
] as const;

/** Canonical fields of exceptions, in the document's order. */
export const ERROR_FIELDS = ['error.type', 'error.message', 'error.stack_trace'] as const;

/** Canonical fields that hold text a sender chose; each has its own bound. */
export const TEXT_FIELDS = [...ORIGIN_FIELDS, ...ERROR_FIELDS] as const;

/** See {@link TEXT_FIELDS}. */
export type TextField = (typeof TEXT_FIELDS)[number];

/**
 * A value of a field that has no canonical place. Integers beyond 2^53 and numbers beyond a double are already the
 * digits the sender wrote.
 */
export type FieldValue = string | number | boolean | readonly (string | boolean)[];

/** An id that says which logs belong together, and how it was found. */
export interface Correlation {
  readonly id: string;
  readonly source: (typeof CORRELATION_SOURCES)[number];
  /** Name of the field that held it; absent when it was found in the text. */
  readonly field?: string;
}

/** What the parsers make of one log: everything the sender said, nothing that ingest decides. Not yet redacted. */
export interface ParsedLog {
  readonly format: LogFormat;
  /** For text formats the whole line, header included, so that nothing the sender wrote becomes unfindable. */
  readonly message: string;
  /** Absent when the log carries none; yearless stamps are completed by `canonicalise`. */
  readonly stamp?: Stamp;
  /** Lower case, as the sender spelt it; absent when the log names none (never guessed). */
  readonly level?: string;
  /** OpenTelemetry severity number, 0 unknown. */
  readonly severity: number;
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  readonly correlation?: Correlation;
  /** The producer's own id of this event. */
  readonly eventId?: string;
  /** Everything else by dotted name, in the sender's order. */
  readonly fields: ReadonlyMap<string, FieldValue>;
}

/** What the caller knows about a log before it is parsed. */
export interface ParseHints {
  /** Overrides recognition. */
  readonly format?: LogFormat;
  /** Zone of stamps that name none, minutes east of UTC; 0 when absent. */
  readonly utcOffsetMinutes?: number;
}

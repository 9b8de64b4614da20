import type { LetterSource } from '@millrace/dead-letter';
import type {
  EventIdRule,
  IntakeContext,
  OtlpLog,
  ParseHints,
  RawLog,
  ReferenceTime,
} from '@millrace/intake';
import type { RecordHeaders } from '@millrace/pipeline';
import type { TraceContext } from '@millrace/schemas';

/** Ways in; the closed set of the metric label `source`. */
export const LOG_SOURCES = ['http', 'raw'] as const;

/** See {@link LOG_SOURCES}. */
export type LogSource = (typeof LOG_SOURCES)[number];

/** The request or raw record that some logs came in, and all it decides about them. */
export interface LogOrigin {
  readonly source: LogSource;
  /** From the key or the topic, never from what the sender wrote. */
  readonly tenant: string;
  readonly tenantSecret: Buffer;
  /** When ingest took it, ms since 1970. */
  readonly nowMs: number;
  /** Where missing times and years come from. */
  readonly reference: ReferenceTime;
  /** Whether a second delivery meets the same reference, and so the same ids for logs without a time. */
  readonly hasStableReference: boolean;
  /** Whether logs older than the retention are taken. */
  readonly mayBackfill: boolean;
  readonly defaults: NonNullable<IntakeContext['defaults']>;
  readonly hints: ParseHints;
  /** Whether each log is a text entry: an object that carries the text and its id. */
  readonly holdsTextEntries: boolean;
  readonly traceContext?: TraceContext;
  /** What a dead letter says of where it came from. */
  readonly letterSource: LetterSource;
  /** Headers of the record or request that a dead letter keeps; not yet redacted. */
  readonly headers: RecordHeaders;
  /** The rule for one log; called once per log that needs it, in their order. */
  eventIdOf(raw: RawLog): EventIdRule;
}

/** A log that came in a structure of its own instead of bytes to be parsed. */
export type DecodedLog = Pick<OtlpLog, 'originBytes' | 'parse' | 'describe'>;

/** One log and where it came from. */
export interface OriginatedLog {
  readonly origin: LogOrigin;
  readonly raw: RawLog;
  /** Its index within the record or request; absent when it is the whole record. */
  readonly part?: number;
  /** Absent when its bytes say all. */
  readonly decoded?: DecodedLog;
}

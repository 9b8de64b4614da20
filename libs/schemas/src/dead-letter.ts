/** Why a record was dead-lettered: the closed set of `x-dl-code`. */
export const DEAD_LETTER_CODES = [
  'invalid-utf8',
  'invalid-json',
  'not-an-object',
  'too-deep',
  'empty-record',
  'record-too-large',
  'document-too-large',
  'timestamp-out-of-range',
  'timestamp-invalid',
  'invalid-field',
  'unknown-tenant',
  'unsupported-content-type',
  'not-canonical',
  'index-limit',
  'mapping',
  'document-rejected',
  'failure-store',
  'poison',
] as const;

/** See {@link DEAD_LETTER_CODES}. */
export type DeadLetterCode = (typeof DEAD_LETTER_CODES)[number];

/** Names of the headers of a dead letter; the original record's own headers stand beside them unchanged. */
export const DEAD_LETTER_HEADER = Object.freeze({
  version: 'x-dl-version',
  topic: 'x-dl-topic',
  partition: 'x-dl-partition',
  offset: 'x-dl-offset',
  part: 'x-dl-part',
  timestamp: 'x-dl-timestamp',
  key: 'x-dl-key',
  tenant: 'x-dl-tenant',
  app: 'x-dl-app',
  step: 'x-dl-step',
  code: 'x-dl-code',
  reason: 'x-dl-reason',
  fingerprint: 'x-dl-fingerprint',
  attempts: 'x-dl-attempts',
  replays: 'x-dl-replays',
  firstSeen: 'x-dl-first-seen',
  redacted: 'x-dl-redacted',
  cutFrom: 'x-dl-cut-from',
});

/** Version of the envelope that is written; readers accept it and the one before it. */
export const DEAD_LETTER_VERSION = 1;

/** What a dead letter's headers say. Its value is the record's bytes as they came, after redaction. */
export interface DeadLetterEnvelope {
  /** Kafka topic, or `http` for a line of a request that never was in Kafka. */
  readonly topic: string;
  /** −1 for `http`. */
  readonly partition: number;
  /** −1 for `http`. */
  readonly offset: number;
  /** Index of the bad log within its record or request; absent when the whole record is the letter. */
  readonly part?: number;
  /** Append time of the record or arrival of the request, ms since 1970. */
  readonly timestampMs: number;
  /** Original key, base64; absent when there was none. */
  readonly key?: string;
  /** Absent when it could not be told. */
  readonly tenant?: string;
  readonly app: string;
  readonly step: string;
  readonly code: DeadLetterCode;
  /** One line for a person, redacted, at most 1,024 characters. */
  readonly reason: string;
  /** Equal for letters with one cause: code and the reason without its numbers and quoted values. */
  readonly fingerprint: string;
  readonly attempts: number;
  readonly replays: number;
  /** ms since 1970. */
  readonly firstSeenMs: number;
  /** How many values redaction replaced in the bytes. */
  readonly redacted: number;
  /** Length of the bytes before they were cut to the size of a letter; absent when they are whole. */
  readonly cutFromBytes?: number;
}

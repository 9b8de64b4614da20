import type { DeadLetterCode, DeadLetterEnvelope } from '@millrace/schemas';
import type { SourceRecord } from '@millrace/pipeline';
import { boundedReason } from './bounded-reason.js';
import { deadLetterFingerprint } from './dead-letter-fingerprint.js';
import { LETTER_BOUNDS } from './dead-letter-record.js';

/** Where and why a record, or one log in it, failed. */
export interface Failure {
  readonly app: string;
  readonly step: string;
  readonly code: DeadLetterCode;
  /** Already redacted; bounded here. */
  readonly reason: string;
  /** Absent when it could not be told. */
  readonly tenant?: string;
  /** Index of the bad log within its record; absent when the whole record is the letter. */
  readonly part?: number;
  /** How many values redaction replaced in the bytes. */
  readonly redacted: number;
  /** Tries before giving up; 1 where a first try is final. */
  readonly attempts?: number;
  readonly replays?: number;
}

/** A place a log came from: a Kafka record, or `http` with position −1. */
export type LetterSource = Pick<SourceRecord, 'topic' | 'partition' | 'offset' | 'timestampMs' | 'key'>;

/**
 * The envelope of a failure at a source. `firstSeenMs` is the source's own time, never the clock, so that a second
 * delivery writes an equal letter.
 */
export function recordEnvelope(source: LetterSource, failure: Failure): DeadLetterEnvelope {
  const reason = boundedReason(failure.reason);
  const { topic, partition, offset, timestampMs, key } = source;
  const { app, step, code, tenant, part, redacted, attempts = 1, replays = 0 } = failure;
  return {
    topic,
    partition,
    offset,
    ...(part === undefined ? {} : { part }),
    timestampMs,
    ...(key === null || key.length > LETTER_BOUNDS.keyBytes ? {} : { key: key.toString('base64') }),
    ...(tenant === undefined ? {} : { tenant }),
    app,
    step,
    code,
    reason,
    fingerprint: deadLetterFingerprint(code, reason),
    attempts,
    replays,
    firstSeenMs: timestampMs,
    redacted,
  };
}

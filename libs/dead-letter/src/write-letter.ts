import type { OutboundRecord, SourceRecord } from '@millrace/pipeline';
import { deadLetterRecord } from './dead-letter-record.js';
import { recordEnvelope } from './record-envelope.js';
import type { Failure } from './record-envelope.js';

/** Why a record that ingest or another service of Millrace should have written becomes a dead letter. */
export interface RecordFailure extends Pick<Failure, 'step' | 'code' | 'attempts'> {
  readonly record: SourceRecord;
  /** Whose it is; absent when its headers cannot be believed. */
  readonly tenant?: string | undefined;
  /** May quote values of the document; redacted here. */
  readonly reason: string;
}

/** Makes the letter of a failure; equal for equal failures, so that a second delivery writes the same one. */
export type WriteLetter = (failure: RecordFailure) => OutboundRecord;

/** Who writes letters, and where to. */
export interface LetterOptions {
  readonly app: string;
  readonly topic: string;
  readonly redactor: {
    text(value: string, tally: { count: number }): string;
    bytes(value: Buffer): { readonly bytes: Buffer; readonly redacted: number };
  };
}

/**
 * Letters about records of our own topics. One that ingest wrote was redacted there and keeps its bytes; one that is
 * not canonical came past ingest, so its bytes are redacted here.
 */
export function createWriteLetter({ app, topic, redactor }: LetterOptions): WriteLetter {
  return ({ record, tenant, step, code, reason, attempts = 1 }) => {
    const past = code === 'not-canonical' && record.value !== null;
    const { bytes, redacted } = past ? redactor.bytes(record.value) : { bytes: record.value, redacted: 0 };
    const envelope = recordEnvelope(record, {
      ...{ app, step, code, redacted, attempts },
      reason: redactor.text(reason, { count: 0 }),
      ...(tenant !== undefined && { tenant }),
    });
    return deadLetterRecord(envelope, { value: bytes, headers: record.headers }, topic);
  };
}

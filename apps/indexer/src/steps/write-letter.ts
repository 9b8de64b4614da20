import { deadLetterRecord, recordEnvelope } from '@millrace/dead-letter';
import type { Redactor } from '@millrace/intake';
import type { OutboundRecord, SourceRecord } from '@millrace/pipeline';
import type { DeadLetterCode } from '@millrace/schemas';

/** Why a record becomes a dead letter. */
export interface IndexFailure {
  readonly record: SourceRecord;
  /** Whose it is; absent when its headers cannot be believed. */
  readonly tenant?: string | undefined;
  readonly step: 'route' | 'bulk';
  readonly code: DeadLetterCode;
  /** Elasticsearch's reasons quote values of the document; redacted here. */
  readonly reason: string;
  readonly attempts?: number;
}

/** Makes the letter of a failure; equal for equal failures, so that a second delivery writes the same one. */
export type WriteLetter = (failure: IndexFailure) => OutboundRecord;

/**
 * Letters to `topic`. A record ingest wrote was redacted there and keeps its bytes; one that is not canonical came
 * past ingest, so its bytes are redacted here.
 */
export function createWriteLetter(redactor: Redactor, topic: string): WriteLetter {
  return ({ record, tenant, step, code, reason, attempts = 1 }) => {
    const past = code === 'not-canonical' && record.value !== null;
    const { bytes, redacted } = past ? redactor.bytes(record.value) : { bytes: record.value, redacted: 0 };
    const envelope = recordEnvelope(record, {
      app: 'indexer',
      step,
      code,
      reason: redactor.text(reason, { count: 0 }),
      ...(tenant !== undefined && { tenant }),
      redacted,
      attempts,
    });
    return deadLetterRecord(envelope, { value: bytes, headers: record.headers }, topic);
  };
}

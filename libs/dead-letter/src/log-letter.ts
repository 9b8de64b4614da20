import type { OutboundRecord, SourceRecord } from '@millrace/pipeline';
import { decodeLogRouting } from '@millrace/schemas';
import { deadLetterRecord } from './dead-letter-record.js';
import { recordEnvelope } from './record-envelope.js';
import type { Failure } from './record-envelope.js';

/** Why a record of `logs` becomes a dead letter; the reason may quote its value and is redacted here. */
export interface LogFailure extends Pick<Failure, 'step' | 'code' | 'reason' | 'attempts'> {
  readonly record: SourceRecord;
}

/** Makes the letter of a failure; equal for equal failures, so that a second delivery writes the same one. */
export type WriteLogLetter = (failure: LogFailure) => OutboundRecord;

/** Who writes letters about records of `logs`, and where to. */
export interface LogLetterOptions {
  readonly app: string;
  readonly topic: string;
  readonly redactor: {
    text(value: string, tally: { count: number }): string;
    bytes(value: Buffer): { readonly bytes: Buffer; readonly redacted: number };
  };
}

/**
 * Letters about records of `logs`. A record ingest wrote was redacted there and keeps its bytes; one that is not
 * canonical came past ingest, so its bytes are redacted here.
 */
export function createWriteLogLetter({ app, topic, redactor }: LogLetterOptions): WriteLogLetter {
  return ({ record, step, code, reason, attempts = 1 }) => {
    const routing = decodeLogRouting(record.headers);
    const past = code === 'not-canonical' && record.value !== null;
    const { bytes, redacted } = past ? redactor.bytes(record.value) : { bytes: record.value, redacted: 0 };
    const envelope = recordEnvelope(record, {
      ...{ app, step, code, redacted, attempts },
      reason: redactor.text(reason, { count: 0 }),
      ...('tenant' in routing && { tenant: routing.tenant }),
    });
    return deadLetterRecord(envelope, { value: bytes, headers: record.headers }, topic);
  };
}

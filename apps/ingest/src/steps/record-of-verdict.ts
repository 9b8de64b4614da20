import { deadLetterRecord, HTTP_ORIGIN, recordEnvelope } from '@millrace/dead-letter';
import type { Redactor } from '@millrace/intake';
import type { OutboundRecord, RecordHeaders } from '@millrace/pipeline';
import { encodeLogHeaders } from '@millrace/schemas';
import type { IngestTopics } from '../ingest-topics.js';
import type { AcceptedLog, RejectedLog, Verdict } from '../verdict.js';

const APP = 'ingest';

/** What writing a verdict needs. */
export interface RecordDeps {
  readonly redactor: Redactor;
  readonly topics: Pick<IngestTopics, 'logs' | 'deadLetters'>;
}

/** The record that a verdict is written as: to `logs`, to `dead-letters`, or none for what expired. Pure. */
export function createRecordOfVerdict({ redactor, topics }: RecordDeps) {
  const letter = (rejected: RejectedLog): OutboundRecord => {
    const { origin, raw, part } = rejected.log;
    const { bytes, redacted } = redactor.bytes(raw.bytes);
    const headers = redactedHeaders(origin.headers, redactor);
    const key = origin.source === 'http' ? Buffer.from(letterId(rejected)) : origin.letterSource.key;
    const envelope = recordEnvelope(
      { ...origin.letterSource, key },
      {
        app: APP,
        step: rejected.step,
        code: rejected.code,
        reason: rejected.reason,
        tenant: origin.tenant,
        ...(part !== undefined && { part }),
        redacted: redacted + headers.redacted,
      },
    );
    return deadLetterRecord(envelope, { value: bytes, headers: headers.headers }, topics.deadLetters);
  };

  return function recordOfVerdict(verdict: Verdict): OutboundRecord | undefined {
    if (verdict.outcome === 'expired') return undefined;
    return verdict.outcome === 'accepted' ? logRecord(verdict, topics.logs) : letter(verdict);
  };
}

function logRecord({ canonical }: AcceptedLog, topic: string): OutboundRecord {
  return { topic, key: canonical.key, value: canonical.bytes, headers: encodeLogHeaders(canonical.headers) };
}

/** A line of a request is one letter however often it is sent, as far as its id can tell. */
function letterId({ producerId, eventId, log }: RejectedLog): string {
  if (log.origin.letterSource.topic !== HTTP_ORIGIN) return '';
  return producerId ?? eventId.freshWhenUnstamped?.() ?? eventId.id();
}

function redactedHeaders(headers: RecordHeaders, redactor: Redactor) {
  let redacted = 0;
  const clean = (name: string, value: Buffer | string): Buffer | string => {
    if (redactor.isSecretField(name)) {
      redacted++;
      return MASK;
    }
    const result = redactor.bytes(Buffer.isBuffer(value) ? value : Buffer.from(value));
    redacted += result.redacted;
    return result.redacted === 0 ? value : result.bytes;
  };
  const entries = Object.entries(headers).map(([name, value]) => {
    if (value === undefined) return [name, value] as const;
    return [
      name,
      Array.isArray(value) ? value.map((item) => clean(name, item)) : clean(name, value),
    ] as const;
  });
  return { headers: Object.fromEntries(entries) as RecordHeaders, redacted };
}

const MASK = '[REDACTED:field]';

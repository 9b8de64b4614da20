import { carriedHeaders, deadLetterRecord, LETTER_BOUNDS, recordEnvelope } from '@millrace/dead-letter';
import type { Redactor } from '@millrace/intake';
import type { OutboundRecord } from '@millrace/pipeline';
import { encodeLogHeaders } from '@millrace/schemas';
import type { IngestTopics } from '../ingest-topics.js';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';
import { redactHeaders } from '../redact-headers.js';
import type { AcceptedLog, RejectedLog, Verdict } from '../verdict.js';

const APP = 'ingest';
/** Longer than any secret that a pattern recognises. */
const CUT_MARGIN_BYTES = 65_536;

/** What writing a verdict needs. */
export interface RecordDeps {
  readonly redactor: Redactor;
  readonly topics: Pick<IngestTopics, 'logs' | 'deadLetters'>;
}

/** The record that a verdict is written as: to `logs`, to `dead-letters`, or none for what expired. Pure. */
export function createRecordOfVerdict({ redactor, topics }: RecordDeps) {
  const headersOf = createHeadersOf(redactor);
  const letter = (rejected: RejectedLog): OutboundRecord => {
    const { origin, raw, part, decoded } = rejected.log;
    const content = decoded?.describe() ?? raw.bytes;
    const { bytes, redacted } = redactedHead(content, redactor);
    const headers = headersOf(rejected.log);
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
    const isCut = content.length > LETTER_BOUNDS.valueBytes;
    const complete = isCut ? { ...envelope, cutFromBytes: content.length } : envelope;
    return deadLetterRecord(complete, { value: bytes, headers: headers.headers }, topics.deadLetters);
  };

  return function recordOfVerdict(verdict: Verdict): OutboundRecord | undefined {
    if (verdict.outcome === 'expired') return undefined;
    return verdict.outcome === 'accepted' ? logRecord(verdict, topics.logs) : letter(verdict);
  };
}

/** The headers a letter carries, redacted once for all logs of a request or record: it may hold 100,000. */
function createHeadersOf(redactor: Redactor) {
  const known = new WeakMap<LogOrigin, ReturnType<typeof redactHeaders>>();
  return ({ origin, part }: OriginatedLog) => {
    const before = part === undefined ? undefined : known.get(origin);
    if (before) return before;
    const headers = redactHeaders(carriedHeaders(origin.headers, { part }), redactor);
    if (part !== undefined) known.set(origin, headers);
    return headers;
  };
}

function logRecord({ canonical }: AcceptedLog, topic: string): OutboundRecord {
  return { topic, key: canonical.key, value: canonical.bytes, headers: encodeLogHeaders(canonical.headers) };
}

/** A line of a request is one letter however often it is sent, as far as its id can tell. */
function letterId({ producerId, eventId }: RejectedLog): string {
  return producerId ?? eventId.freshWhenUnstamped?.() ?? eventId.id();
}

/**
 * The bytes a letter can hold, redacted. Of a longer log only so much is looked at as is needed: what is redacted
 * begins before the cut and is taken to end within the margin, so that the cut never leaves half a secret.
 */
function redactedHead(bytes: Buffer, redactor: Redactor) {
  if (bytes.length <= LETTER_BOUNDS.valueBytes) return redactor.bytes(bytes);
  const head = redactor.bytes(bytes.subarray(0, LETTER_BOUNDS.valueBytes + CUT_MARGIN_BYTES));
  return { ...head, bytes: head.bytes.subarray(0, Math.max(0, head.bytes.length - CUT_MARGIN_BYTES)) };
}

import type { DeadLetterEnvelope } from '@millrace/schemas';
import type { RecordHeaders, SourceRecord } from '@millrace/pipeline';
import { decodeEnvelope, ENVELOPE_PREFIX } from './envelope-headers.js';
import { letterIdentity } from './letter-identity.js';

/** A record of `dead-letters`, read back. */
export interface DeadLetter {
  /** See `letterIdentity`; the topic may hold one letter twice. */
  readonly id: string;
  readonly envelope: DeadLetterEnvelope;
  /** The original record's own headers. */
  readonly headers: RecordHeaders;
  /** The original bytes, redacted; shorter than they were when the envelope has `cutFromBytes`. */
  readonly value: Buffer | null;
}

/** A letter, or the first header that is missing or malformed and what it held. */
export type DecodedDeadLetter =
  { readonly letter: DeadLetter } | { readonly bad: string; readonly given: string | undefined };

/** Reads a record of `dead-letters`. Strict about the envelope, open to any bytes as value. Never throws. */
export function decodeDeadLetter(record: Pick<SourceRecord, 'value' | 'headers'>): DecodedDeadLetter {
  const decoded = decodeEnvelope(record.headers);
  if ('bad' in decoded) return decoded;
  const own = Object.entries(record.headers).filter(
    ([name]) => !name.toLowerCase().startsWith(ENVELOPE_PREFIX),
  );
  return {
    letter: {
      id: letterIdentity(decoded.envelope),
      envelope: decoded.envelope,
      headers: Object.fromEntries(own),
      value: record.value,
    },
  };
}

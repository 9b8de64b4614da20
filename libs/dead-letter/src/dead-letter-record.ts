import { TOPICS } from '@millrace/schemas';
import type { DeadLetterEnvelope } from '@millrace/schemas';
import type { OutboundRecord, RecordHeaders, SourceRecord } from '@millrace/pipeline';
import { encodeEnvelope, ENVELOPE_PREFIX } from './envelope-headers.js';
import { letterOrigin } from './letter-identity.js';

const KIB = 1_024;

/**
 * Bounds of a letter, bytes. Together with the envelope they stay below the 1,048,588 bytes that a broker takes by
 * default (`max.message.bytes`), so that writing a letter can not itself fail for its size.
 */
export const LETTER_BOUNDS = Object.freeze({
  valueBytes: 896 * KIB,
  /** Original headers together, names and values. */
  headerBytes: 64 * KIB,
  /** The same of a letter for one log of many: a record may hold 100,000 of them, and each letter repeats the headers. */
  partHeaderBytes: 2 * KIB,
  /** Original key before base64; a longer one is left out. */
  keyBytes: 16 * KIB,
});

/** What is kept of the record that failed. Value and headers have to be redacted already. */
export type LetterContent = Pick<SourceRecord, 'value' | 'headers'>;

/**
 * The record to write to `dead-letters` (or another topic with that role): the original bytes as value, the original
 * headers, and the envelope beside them. A value over the bound is cut, and `x-dl-cut-from` then says how long it
 * was; original headers that do not fit, or that pretend to be an envelope, are left out. Keyed by origin, so that
 * copies of one letter meet in one partition.
 */
export function deadLetterRecord(
  envelope: DeadLetterEnvelope,
  original: LetterContent,
  topic: string = TOPICS.deadLetters.name,
): OutboundRecord {
  const { value } = original;
  const tooLong = value !== null && value.length > LETTER_BOUNDS.valueBytes;
  const kept = tooLong ? value.subarray(0, LETTER_BOUNDS.valueBytes) : value;
  const full =
    tooLong && envelope.cutFromBytes === undefined ? { ...envelope, cutFromBytes: value.length } : envelope;
  return {
    topic,
    key: letterOrigin(full),
    value: kept,
    headers: { ...carriedHeaders(original.headers, full), ...encodeEnvelope(full) },
  };
}

/** The original headers that fit a letter, in their order; none that pretends to be an envelope. */
export function carriedHeaders(
  headers: RecordHeaders,
  { part }: { readonly part?: number | undefined },
): RecordHeaders {
  const limit = part === undefined ? LETTER_BOUNDS.headerBytes : LETTER_BOUNDS.partHeaderBytes;
  // Entries, because a header may be named `__proto__`.
  const carried: [string, RecordHeaders[string]][] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.toLowerCase().startsWith(ENVELOPE_PREFIX)) continue;
    const size = Buffer.byteLength(name) + headerBytes(value);
    if (bytes + size > limit) continue;
    bytes += size;
    carried.push([name, value]);
  }
  return Object.fromEntries(carried);
}

function headerBytes(value: NonNullable<RecordHeaders[string]>): number {
  if (!Array.isArray(value)) return Buffer.byteLength(value);
  return value.reduce((total, item) => total + Buffer.byteLength(item), 0);
}

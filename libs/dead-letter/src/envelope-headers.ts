import {
  DEAD_LETTER_CODES,
  DEAD_LETTER_HEADER as NAME,
  DEAD_LETTER_VERSION,
  TENANT_PATTERN,
} from '@millrace/schemas';
import type { DeadLetterCode, DeadLetterEnvelope } from '@millrace/schemas';
import type { RecordHeaders } from '@millrace/pipeline';
import { boundedReason, MAX_REASON_CHARACTERS } from './bounded-reason.js';
import { FINGERPRINT_PATTERN } from './dead-letter-fingerprint.js';

/** Prefix of every envelope header; an original header with it is not carried over, so that none can be forged. */
export const ENVELOPE_PREFIX = 'x-dl-';

const TOPIC_PATTERN = /^[A-Za-z0-9._-]{1,249}$/;
const NAME_PATTERN = /^[a-z][a-z0-9-]{0,63}$/;
const BASE64_PATTERN = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const COUNT_PATTERN = /^(?:0|[1-9]\d{0,15})$/;
const POSITION_PATTERN = /^(?:-1|0|[1-9]\d{0,15})$/;
const OLDEST_VERSION = Math.max(1, DEAD_LETTER_VERSION - 1);

/** An envelope, or the first header that is missing or malformed and what it held. */
export type DecodedEnvelope =
  { readonly envelope: DeadLetterEnvelope } | { readonly bad: string; readonly given: string | undefined };

/** The envelope as headers, in the current version. The reason is bounded here once more; nothing else is changed. */
export function encodeEnvelope(envelope: DeadLetterEnvelope): Record<string, string> {
  const { part, key, tenant, cutFromBytes } = envelope;
  return {
    [NAME.version]: String(DEAD_LETTER_VERSION),
    [NAME.topic]: envelope.topic,
    [NAME.partition]: String(envelope.partition),
    [NAME.offset]: String(envelope.offset),
    ...(part === undefined ? {} : { [NAME.part]: String(part) }),
    [NAME.timestamp]: String(envelope.timestampMs),
    ...(key === undefined ? {} : { [NAME.key]: key }),
    ...(tenant === undefined ? {} : { [NAME.tenant]: tenant }),
    [NAME.app]: envelope.app,
    [NAME.step]: envelope.step,
    [NAME.code]: envelope.code,
    [NAME.reason]: boundedReason(envelope.reason),
    [NAME.fingerprint]: envelope.fingerprint,
    [NAME.attempts]: String(envelope.attempts),
    [NAME.replays]: String(envelope.replays),
    [NAME.firstSeen]: String(envelope.firstSeenMs),
    [NAME.redacted]: String(envelope.redacted),
    ...(cutFromBytes === undefined ? {} : { [NAME.cutFrom]: String(cutFromBytes) }),
  };
}

/**
 * Reads the envelope from the headers of a record of `dead-letters`. Strict: a header that is missing, repeated or
 * malformed is named, and a version that this reader does not know is `x-dl-version`. Never throws.
 */
export function decodeEnvelope(headers: RecordHeaders): DecodedEnvelope {
  const read = envelopeReader(headers);
  read.required(NAME.version, isReadableVersion);
  const part = read.optional(NAME.part, COUNT_PATTERN);
  const key = read.optional(NAME.key, BASE64_PATTERN);
  const tenant = read.optional(NAME.tenant, TENANT_PATTERN);
  const cutFrom = read.optional(NAME.cutFrom, COUNT_PATTERN);
  const envelope: DeadLetterEnvelope = {
    topic: read.required(NAME.topic, matches(TOPIC_PATTERN)),
    partition: Number(read.required(NAME.partition, matches(POSITION_PATTERN))),
    offset: Number(read.required(NAME.offset, matches(POSITION_PATTERN))),
    ...(part === undefined ? {} : { part: Number(part) }),
    timestampMs: Number(read.required(NAME.timestamp, matches(COUNT_PATTERN))),
    ...(key === undefined ? {} : { key }),
    ...(tenant === undefined ? {} : { tenant }),
    app: read.required(NAME.app, matches(NAME_PATTERN)),
    step: read.required(NAME.step, matches(NAME_PATTERN)),
    code: read.required(NAME.code, isCode) as DeadLetterCode,
    reason: read.required(NAME.reason, isReason),
    fingerprint: read.required(NAME.fingerprint, matches(FINGERPRINT_PATTERN)),
    attempts: Number(read.required(NAME.attempts, matches(COUNT_PATTERN))),
    replays: Number(read.required(NAME.replays, matches(COUNT_PATTERN))),
    firstSeenMs: Number(read.required(NAME.firstSeen, matches(COUNT_PATTERN))),
    redacted: Number(read.required(NAME.redacted, matches(COUNT_PATTERN))),
    ...(cutFrom === undefined ? {} : { cutFromBytes: Number(cutFrom) }),
  };
  return read.fault() ?? { envelope };
}

type Accepts = (value: string) => boolean;

/** Reads headers one by one and remembers the first that is not as it must be. */
function envelopeReader(headers: RecordHeaders) {
  let fault: { readonly bad: string; readonly given: string | undefined } | undefined;
  const required = (name: string, accepts: Accepts): string => {
    const value = singleHeader(headers[name]);
    if (value !== undefined && accepts(value)) return value;
    fault ??= { bad: name, given: value };
    return '';
  };
  return {
    required,
    optional: (name: string, pattern: RegExp): string | undefined =>
      headers[name] === undefined ? undefined : required(name, matches(pattern)),
    fault: () => fault,
  };
}

function matches(pattern: RegExp): Accepts {
  return (value) => pattern.test(value);
}

function isReadableVersion(value: string): boolean {
  return COUNT_PATTERN.test(value) && Number(value) >= OLDEST_VERSION && Number(value) <= DEAD_LETTER_VERSION;
}

function isCode(value: string): boolean {
  return (DEAD_LETTER_CODES as readonly string[]).includes(value);
}

function isReason(value: string): boolean {
  return value.length <= MAX_REASON_CHARACTERS && boundedReason(value) === value;
}

function singleHeader(raw: RecordHeaders[string]): string | undefined {
  if (typeof raw === 'string') return raw;
  return Buffer.isBuffer(raw) ? raw.toString('utf8') : undefined;
}

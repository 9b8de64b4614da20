import { BOUNDS } from '@millrace/schemas';
import { trimBytes } from './json/blank-bytes.js';
import { jsonParts } from './json/json-parts.js';
import { withoutByteOrderMark } from './lines/byte-order-mark.js';
import { joinLines } from './lines/join-lines.js';
import { linesOf } from './lines/lines-of.js';
import type { LogFormat } from './log-format.js';
import { reject } from './rejection.js';
import type { Rejection } from './rejection.js';

/** One log of a record or request: its bytes, to be parsed with `format` as hint, or why these bytes are none. */
export type RawLog = {
  /** Place within the record, from 0. */
  readonly index: number;
  readonly bytes: Buffer;
} & ({ readonly ok: true; readonly format?: LogFormat } | Rejection);

type Splitting = 'json' | 'json-lines' | 'text' | 'sniff';

/** Media types of what senders write; without one the bytes are looked at. */
const SPLITTING: ReadonlyMap<string, Splitting> = new Map([
  ['', 'sniff'],
  ['application/octet-stream', 'sniff'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'json-lines'],
  ['application/ndjson', 'json-lines'],
  ['application/jsonl', 'json-lines'],
  ['application/x-jsonlines', 'json-lines'],
  ['text/plain', 'text'],
]);

/**
 * The logs in one record of a raw topic or one request body, lazily and in order: lines of JSON, the elements of a
 * JSON array, one object over several lines, or lines of text with their continuations joined. Blank lines are no
 * logs, a byte order mark before the first is passed over. Never throws; at most `BOUNDS.logsPerRecord` logs, and one rejection for all that is beyond.
 */
export function* expandRecord(bytes: Buffer, contentType = ''): Generator<RawLog, void, undefined> {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const splitting = SPLITTING.get(mediaType);
  if (splitting === undefined) {
    const reason = 'expected application/json, application/x-ndjson or text/plain';
    yield { index: 0, bytes, ...reject('unsupported-content-type', reason) };
    return;
  }
  const isJson = splitting === 'json' || splitting === 'json-lines';
  let index = 0;
  for (const part of partsOf(withoutByteOrderMark(bytes), splitting)) {
    if (index === BOUNDS.logsPerRecord) {
      yield {
        index,
        bytes: part,
        ...reject('record-too-large', `more than ${BOUNDS.logsPerRecord} logs at once`),
      };
      return;
    }
    yield { index: index++, bytes: part, ok: true, ...(isJson && { format: 'json' as const }) };
  }
  if (index === 0) yield { index, bytes, ...reject('empty-record', 'nothing but white space') };
}

function partsOf(bytes: Buffer, splitting: Splitting): Iterable<Buffer> {
  if (splitting === 'json-lines') return linesOf(bytes);
  if (splitting === 'json' || (splitting === 'sniff' && looksLikeJson(bytes))) return jsonParts(bytes);
  return textParts(bytes);
}

const JSON_START = /^(?:\[\s*)?\{\s*["}]/;

function looksLikeJson(bytes: Buffer): boolean {
  return JSON_START.test(trimBytes(bytes).toString('latin1', 0, 256));
}

function* textParts(bytes: Buffer): Generator<Buffer> {
  for (const entry of joinLines(bytes)) yield entry.bytes;
}

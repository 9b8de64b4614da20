import { isUtf8 } from 'node:buffer';
import { BOUNDS } from '@millrace/schemas';
import { parseJsonLog } from './formats/json-log.js';
import { parseTextLog } from './formats/text-log.js';
import { looksLikeJson } from './recognise-format.js';
import type { ParsedLog, ParseHints } from './parsed-log.js';
import { reject } from './rejection.js';
import type { Rejection } from './rejection.js';

/** A parsed log, or why it is none. */
export type ParseResult = { readonly ok: true; readonly log: ParsedLog } | Rejection;

/**
 * Parses one log: a JSON object, a line, or a line with its continuation. `bytes` is exactly the log, without the
 * line end. Never throws; what cannot be parsed as its format says is rejected, what has no format is plain text.
 */
export function parseRecord(bytes: Buffer, hints: ParseHints = {}): ParseResult {
  if (bytes.length > BOUNDS.logBytes) {
    return reject('record-too-large', `${bytes.length} bytes, expected at most ${BOUNDS.logBytes}`);
  }
  if (!isUtf8(bytes)) return reject('invalid-utf8', 'the bytes are not UTF-8');
  const text = withoutLineEnd(bytes.toString('utf8'));
  if (text.trimStart() === '') return reject('empty-record', 'nothing but white space');
  const isJson = hints.format === 'json' || (hints.format === undefined && looksLikeJson(text));
  const log = isJson ? parseJsonLog(bytes, text, hints) : parseTextLog(text, hints);
  return 'ok' in log ? log : { ok: true, log };
}

function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return text.slice(0, end);
}

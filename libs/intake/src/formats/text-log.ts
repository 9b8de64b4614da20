import { textCorrelation } from '../correlation/text-correlation.js';
import { mapFields } from '../fields/map-fields.js';
import type { ParsedLog, ParseHints } from '../parsed-log.js';
import type { Rejection } from '../rejection.js';
import { levelPrefix } from './level-prefix.js';
import { readLogfmt } from './logfmt.js';
import { readLine } from './read-line.js';

/**
 * Parses a log that is text: a line with a header, logfmt, or plain text, perhaps with continuation lines. Except
 * for logfmt's `msg`, the whole text stays the message: a search for `sshd[24200]` must hit what the sender wrote,
 * whatever was read from it. Fails only for logfmt whose time cannot be one.
 */
export function parseTextLog(text: string, hints: ParseHints): ParsedLog | Rejection {
  const isPlain = hints.format === 'plain';
  const line = isPlain || hints.format === 'logfmt' ? undefined : readLine(text, hints);
  if (line === undefined && !isPlain) {
    const pairs = readLogfmt(text);
    if (pairs !== undefined) return mapFields(pairs, text, { ...hints, format: 'logfmt' });
  }
  const reading = line?.reading;
  const level = reading ? reading.level : levelPrefix(text);
  const correlation = textCorrelation(text);
  return {
    format: line?.format ?? 'plain',
    message: text,
    ...(reading?.stamp && { stamp: reading.stamp }),
    ...(level && { level: level.level }),
    severity: level?.severity ?? 0,
    texts: reading?.texts ?? {},
    ...(correlation && { correlation }),
    fields: reading?.fields ?? new Map(),
  };
}

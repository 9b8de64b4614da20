import type { ParsedLog } from '../parsed-log.js';

/** A line nothing is known about: no time, no level, all of it message. Never fails. */
export function parsePlainText(line: string): ParsedLog {
  return { format: 'plain', message: line, severity: 0, texts: {}, fields: new Map() };
}

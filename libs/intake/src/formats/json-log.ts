import { textCorrelation } from '../correlation/text-correlation.js';
import { isStampKey, mapFields } from '../fields/map-fields.js';
import { isTooDeep, MAX_JSON_DEPTH } from '../json/json-depth.js';
import { parseJson } from '../json/parse-json.js';
import type { ParsedLog, ParseHints } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { Rejection } from '../rejection.js';
import { readLine } from './read-line.js';

/**
 * Parses a JSON object with the field names of the common loggers. Rejects what is no JSON, no object, too deep, or
 * states a time or an id that cannot be one. Of a name that stands twice the last counts. An object without a time
 * whose message is a line with a header (a container runtime or `ship` wrapped it) has the header's time and level.
 */
export function parseJsonLog(bytes: Buffer, text: string, hints: ParseHints): ParsedLog | Rejection {
  if (isTooDeep(bytes)) return reject('too-deep', `nested deeper than ${MAX_JSON_DEPTH} levels`);
  const json = parseJson(text, isStampKey);
  if (!json.ok) return reject('invalid-json', json.reason);
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return reject('not-an-object', 'a log in JSON is an object');
  }
  const log = mapFields(json.value as Readonly<Record<string, unknown>>, text, hints);
  return 'code' in log ? log : withHeader(log, hints.utcOffsetMinutes ?? 0);
}

function withHeader(log: ParsedLog, utcOffsetMinutes: number): ParsedLog {
  const correlation = log.correlation ?? textCorrelation(log.message);
  const header = log.stamp === undefined ? readLine(log.message, { utcOffsetMinutes })?.reading : undefined;
  if (header === undefined)
    return correlation === log.correlation ? log : { ...log, ...(correlation && { correlation }) };
  return {
    ...log,
    ...(header.stamp && { stamp: header.stamp }),
    ...(log.level === undefined &&
      header.level && { level: header.level.level, severity: header.level.severity }),
    texts: { ...header.texts, ...log.texts },
    ...(correlation && { correlation }),
    fields: new Map([...header.fields, ...log.fields]),
  };
}

import { isStampKey, mapFields } from '../fields/map-fields.js';
import { isTooDeep, MAX_JSON_DEPTH } from '../json/json-depth.js';
import { parseJson } from '../json/parse-json.js';
import type { ParsedLog, ParseHints } from '../parsed-log.js';
import { reject } from '../rejection.js';
import type { Rejection } from '../rejection.js';

/**
 * Parses a JSON object with the field names of the common loggers. Rejects what is no JSON, no object, too deep, or
 * states a time or an id that cannot be one. Of a name that stands twice the last counts.
 */
export function parseJsonLog(bytes: Buffer, text: string, hints: ParseHints): ParsedLog | Rejection {
  if (isTooDeep(bytes)) return reject('too-deep', `nested deeper than ${MAX_JSON_DEPTH} levels`);
  const json = parseJson(text, isStampKey);
  if (!json.ok) return reject('invalid-json', json.reason);
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return reject('not-an-object', 'a log in JSON is an object');
  }
  return mapFields(json.value as Readonly<Record<string, unknown>>, text, hints);
}

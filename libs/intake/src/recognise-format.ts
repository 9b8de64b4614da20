import { readLogfmt } from './formats/logfmt.js';
import { readLine } from './formats/read-line.js';
import type { LogFormat } from './log-format.js';

const JSON_OBJECT = /^\s*\{\s*["}]/;

/** Whether a text is meant to be a JSON object, well-formed or not. */
export function looksLikeJson(text: string): boolean {
  return JSON_OBJECT.test(text);
}

/** What one log's text looks like. */
export function recogniseFormat(text: string): LogFormat {
  if (looksLikeJson(text)) return 'json';
  return readLine(text, {})?.format ?? (readLogfmt(text) ? 'logfmt' : 'plain');
}

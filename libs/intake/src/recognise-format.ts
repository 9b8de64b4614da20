import type { LogFormat } from './log-format.js';

/** What a log's text looks like. */
export function recogniseFormat(text: string): LogFormat {
  if (/^\s*\{\s*["}]/.test(text)) return 'json';
  return 'plain';
}

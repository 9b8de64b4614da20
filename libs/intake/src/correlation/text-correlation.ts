import type { Correlation } from '../parsed-log.js';

const HINT = /(?:correlation|request|trace|session)[ _-]?id|\breq-|\bsession\b/i;
/** The id, after a colon, an equals sign or just a blank, perhaps quoted. */
const VALUE = String.raw`["']?(?: ?[:=] ?| )["'[(]?([\w][\w.:@/+-]{3,127})`;
/** In the order of preference of explicit fields, then OpenStack's own form. */
const SPELLINGS: readonly RegExp[] = [
  ...['correlation', 'request', 'trace', 'session'].map(
    (kind) => new RegExp(String.raw`\b(?:x[_-])?${kind}[ _-]?id${VALUE}`, 'i'),
  ),
  /\b(req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/i,
  new RegExp(String.raw`\bsession${VALUE}`, 'i'),
];
/** Ids stand near the start of a log; a long stack trace is not searched to its end. */
const SEARCHED_CHARACTERS = 8192;

/**
 * A correlation id found in the text: `request_id: …`, `trace-id=…`, `session 4711`, `req-<uuid>`. It must hold a
 * digit: `session opened` names no session.
 */
export function textCorrelation(text: string): Correlation | undefined {
  const head = text.slice(0, SEARCHED_CHARACTERS);
  if (!HINT.test(head)) return undefined;
  for (const spelling of SPELLINGS) {
    const id = spelling.exec(head)?.[1]?.replace(/[.:@/+-]+$/, '');
    if (id !== undefined && /\d/.test(id)) return { id, source: 'text' };
  }
  return undefined;
}

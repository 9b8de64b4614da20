import type { FieldValue } from '../parsed-log.js';

const PAIR = /([^\s="]{1,256})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)|\S+/g;
const STARTS_WITH_PAIR = /^\s*[A-Za-z_@][\w.@/-]{0,127}=(?:"|\S)/;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const MIN_PAIRS = 2;
const MAX_PAIRS = 1024;

/**
 * The pairs of a logfmt line, by key; undefined when the line is something else: it must begin with a pair, have at
 * least two, and not hold more loose words than pairs. A value that reads as a JSON number or boolean is one; a
 * wider number stays the digits it was.
 */
export function readLogfmt(line: string): Readonly<Record<string, FieldValue>> | undefined {
  if (!STARTS_WITH_PAIR.test(line) || line.includes('\n')) return undefined;
  // Without a prototype, so that a key called __proto__ is a key.
  const pairs = Object.create(null) as Record<string, FieldValue>;
  let pairCount = 0;
  let looseWords = 0;
  for (const match of line.matchAll(PAIR)) {
    const [, key, quoted, bare] = match;
    if (key === undefined) looseWords++;
    else {
      pairs[key] = quoted === undefined ? scalarOf(bare ?? '') : unquoted(quoted);
      if (++pairCount === MAX_PAIRS) break;
    }
  }
  return pairCount >= MIN_PAIRS && looseWords <= pairCount ? pairs : undefined;
}

function scalarOf(text: string): FieldValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return NUMBER.test(text) ? Number(text) : text;
}

function unquoted(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

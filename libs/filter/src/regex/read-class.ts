import { mergedRanges, otherRanges } from './code-ranges.js';
import { regexFault } from './parse-regex.js';
import type { RegexCursor } from './parse-regex.js';
import type { CodeRange, Regex } from './regex-node.js';

const DIGIT: readonly CodeRange[] = [{ first: 0x30, last: 0x39 }];
const WORD: readonly CodeRange[] = mergedRanges([
  ...DIGIT,
  { first: 0x41, last: 0x5a },
  { first: 0x5f, last: 0x5f },
  { first: 0x61, last: 0x7a },
]);
const SPACE: readonly CodeRange[] = [
  { first: 0x09, last: 0x0d },
  { first: 0x20, last: 0x20 },
];
/** Of ASCII alone, as they are in most engines unless told otherwise. */
const NAMED: ReadonlyMap<string, readonly CodeRange[]> = new Map([
  ['d', DIGIT],
  ['w', WORD],
  ['s', SPACE],
  ['D', otherRanges(DIGIT)],
  ['W', otherRanges(WORD)],
  ['S', otherRanges(SPACE)],
]);
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u;

/** Reads `\d` and its like, or the character that a backslash takes the meaning of. Throws QuerySyntaxError. */
export function readEscape(cursor: RegexCursor): readonly CodeRange[] {
  const start = cursor.next;
  const code = cursor.source.codePointAt(start + 1);
  const character = code === undefined ? '' : String.fromCodePoint(code);
  cursor.next += 1 + character.length;
  const named = NAMED.get(character);
  if (named) return named;
  if (code === undefined || LETTER_OR_DIGIT.test(character))
    throw regexFault(cursor, start, '\\d, \\w, \\s, \\D, \\W, \\S or a backslash before punctuation');
  return [{ first: code, last: code }];
}

/** Reads `[…]` or `[^…]`. Throws QuerySyntaxError. */
export function readClass(cursor: RegexCursor): Regex {
  const start = cursor.next;
  const negated = cursor.source[start + 1] === '^';
  cursor.next += negated ? 2 : 1;
  const members: CodeRange[] = [];
  while (cursor.source[cursor.next] !== ']') {
    if (cursor.next >= cursor.source.length) throw regexFault(cursor, start, 'a closing ] for this [');
    members.push(...readMember(cursor));
  }
  cursor.next++;
  const merged = mergedRanges(members);
  const ranges = negated ? otherRanges(merged) : merged;
  if (ranges.length === 0 || members.length === 0)
    throw regexFault(cursor, start, 'a class that some character is of; write \\[ for the character');
  return { kind: 'class', ranges };
}

function readMember(cursor: RegexCursor): readonly CodeRange[] {
  const start = cursor.next;
  const from = readEnd(cursor);
  const [only, second] = from;
  const dash = cursor.source[cursor.next] === '-' && cursor.source[cursor.next + 1] !== ']';
  if (!dash || !only || second) return from;
  cursor.next++;
  const to = readEnd(cursor);
  const last = to.length === 1 ? to[0]?.last : undefined;
  if (only.first !== only.last || last === undefined || last < only.first)
    throw regexFault(
      cursor,
      start,
      'a range from the lower character to the higher; write \\- for the character',
    );
  return [{ first: only.first, last }];
}

function readEnd(cursor: RegexCursor): readonly CodeRange[] {
  if (cursor.source[cursor.next] === '\\') return readEscape(cursor);
  const code = cursor.source.codePointAt(cursor.next);
  if (code === undefined || cursor.source[cursor.next] === '[')
    throw regexFault(cursor, cursor.next, 'a character of the class; write \\[ for the character');
  cursor.next += String.fromCodePoint(code).length;
  return [{ first: code, last: code }];
}

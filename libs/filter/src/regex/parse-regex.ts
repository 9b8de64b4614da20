import { QuerySyntaxError } from '../query-syntax-error.js';
import { readClass, readEscape } from './read-class.js';
import { ANY, literal } from './regex-node.js';
import type { Regex } from './regex-node.js';

/** Bounds of one regular expression: characters, parentheses within each other, and the count of a repetition. */
export const REGEX_BOUNDS = Object.freeze({ characters: 256, depth: 8, repeats: 64 });

/** The regular expression that is read, and how far. */
export interface RegexCursor {
  readonly source: string;
  /** Where it stands in the query, for the columns of errors. */
  readonly origin: number;
  next: number;
}

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['^', 'no ^, since a regular expression is always of the whole word or value; write \\^ for the character'],
  ['$', 'no $, since a regular expression is always of the whole word or value; write \\$ for the character'],
  ['*', 'something before * that it repeats; write \\* for the character'],
  ['+', 'something before + that it repeats; write \\+ for the character'],
  ['?', 'something before ? that it makes optional; write \\? for the character'],
  ['{', 'something before { that it repeats; write \\{ for the character'],
  ['}', 'a { before this }; write \\} for the character'],
  [']', 'a [ before this ]; write \\] for the character'],
  [')', 'a ( before this ); write \\) for the character'],
]);

/**
 * Reads a regular expression of the part that Lucene and this library understand alike: characters, `.`, classes
 * (`[a-z]`, `[^a]`, `\d`, `\w`, `\s` and their opposites), groups, `|`, `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`; a
 * backslash takes the meaning of punctuation. `origin` is the place of `source` in its query. Throws
 * {@link QuerySyntaxError} with the column and the reason for all else.
 */
export function parseRegex(source: string, origin = 0): Regex {
  const cursor: RegexCursor = { source, origin, next: 0 };
  if (source.length > REGEX_BOUNDS.characters)
    throw regexFault(cursor, 0, `a regular expression of at most ${REGEX_BOUNDS.characters} characters`);
  const regex = choice(cursor, 0);
  if (cursor.next < source.length) throw refused(cursor, source[cursor.next] ?? '');
  return regex;
}

/** What is wrong from `start`, counted in the regular expression, to where the reading is. */
export function regexFault(cursor: RegexCursor, start: number, expected: string): QuerySyntaxError {
  const length = Math.max(cursor.next, start + 1) - start;
  const within = Math.min(length, cursor.source.length - start);
  return new QuerySyntaxError(cursor.origin + start + 1, Math.max(0, within), expected);
}

function choice(cursor: RegexCursor, depth: number): Regex {
  const options = [sequence(cursor, depth)];
  while (cursor.source[cursor.next] === '|') {
    cursor.next++;
    options.push(sequence(cursor, depth));
  }
  const [only, second] = options;
  return only && second === undefined ? only : { kind: 'choice', options };
}

function sequence(cursor: RegexCursor, depth: number): Regex {
  const parts: Regex[] = [];
  while (cursor.next < cursor.source.length && !/[|)]/.test(cursor.source[cursor.next] ?? ''))
    parts.push(repeated(cursor, depth));
  const [only, second] = parts;
  if (only === undefined)
    throw regexFault(cursor, cursor.next, 'a character, a class or a group; nothing stands here');
  return second === undefined ? only : { kind: 'sequence', parts };
}

function repeated(cursor: RegexCursor, depth: number): Regex {
  const part = atom(cursor, depth);
  const start = cursor.next;
  const sign = cursor.source[start];
  if (sign === undefined || !'*+?{'.includes(sign)) return part;
  const counts = sign === '{' ? readCounts(cursor) : signCounts(cursor, sign);
  if ('*+?{'.includes(cursor.source[cursor.next] ?? ' '))
    throw regexFault(cursor, cursor.next, 'one repetition; put parentheses around to repeat it again');
  return { kind: 'repeat', part, ...counts };
}

function signCounts(cursor: RegexCursor, sign: string): { min: number; max?: number } {
  cursor.next++;
  return { min: sign === '+' ? 1 : 0, ...(sign === '?' && { max: 1 }) };
}

function readCounts(cursor: RegexCursor): { min: number; max?: number } {
  const start = cursor.next;
  const counts = /\{(\d{1,6})(,?)(\d{0,6})\}/y;
  counts.lastIndex = start;
  const [all = '', from, comma, to] = counts.exec(cursor.source) ?? [];
  cursor.next += Math.max(1, all.length);
  const min = Number(from);
  const max = to ? Number(to) : comma ? undefined : min;
  if (all === '' || (!comma && to))
    throw regexFault(cursor, start, '{n}, {n,} or {n,m}; write \\{ for the character');
  if (Math.max(min, max ?? 0) > REGEX_BOUNDS.repeats)
    throw regexFault(cursor, start, `at most ${REGEX_BOUNDS.repeats} repetitions`);
  if (max !== undefined && max < min) throw regexFault(cursor, start, '{n,m} with n not above m');
  return { min, ...(max !== undefined && { max }) };
}

function atom(cursor: RegexCursor, depth: number): Regex {
  const start = cursor.next;
  const code = cursor.source.codePointAt(start) ?? 0;
  const character = String.fromCodePoint(code);
  if (character === '(') return group(cursor, depth + 1);
  if (character === '[') return readClass(cursor);
  if (character === '\\') return { kind: 'class', ranges: readEscape(cursor) };
  if (REFUSED.has(character)) throw refused(cursor, character);
  cursor.next += character.length;
  return character === '.' ? ANY : literal(code);
}

function refused(cursor: RegexCursor, character: string): QuerySyntaxError {
  return regexFault(cursor, cursor.next, REFUSED.get(character) ?? 'the end of the regular expression');
}

function group(cursor: RegexCursor, depth: number): Regex {
  const start = cursor.next;
  if (depth > REGEX_BOUNDS.depth)
    throw regexFault(cursor, start, `at most ${REGEX_BOUNDS.depth} parentheses within each other`);
  cursor.next += cursor.source.startsWith('(?:', start) ? 3 : 1;
  if (cursor.source[cursor.next] === '?')
    throw regexFault(
      cursor,
      start,
      '( or (?: only; what looks around, names and sets options is not understood',
    );
  const regex = choice(cursor, depth);
  if (cursor.source[cursor.next] !== ')') throw regexFault(cursor, start, 'a closing ) for this one');
  cursor.next++;
  return regex;
}

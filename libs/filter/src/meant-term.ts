import { NAME_SPELLING } from './field-kind.js';
import { fieldTarget, fieldTerm } from './field-term.js';
import { isNumber } from './field-value.js';
import type { QueryProblem } from './parsed-query.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { readRawValue } from './raw-value.js';

/** Plain values alone: to tell whether a pattern is one takes work that only terms of the query are given. */
const SLIP = new RegExp(
  String.raw`(?<name>${NAME_SPELLING})(?<before>\s*)(?<sign>[<>]=?|==|!=|=|:)(?<after>\s*)(?<value>"[^"\\]*"|-?\w[\w.:-]*)(?=[\s)]|$)`,
  'y',
);
const EXPECTED = 'a field with its value directly behind a colon; as it stands this is looked for as text';

/**
 * What a text that begins here was probably meant to be: a field and its value with blanks around the sign, or with `=`
 * for the colon (`latency_ms >500`, `level=warn`). undefined when it may well be meant as text, and when the field cannot
 * have such a value. Takes time in proportion to the text.
 */
export function meantTerm(query: string, at: number): QueryProblem | undefined {
  SLIP.lastIndex = at;
  const match = SLIP.exec(query);
  if (!match) return undefined;
  const { name = '', before, sign = '', after, value = '' } = match.groups ?? {};
  // `a > b` is an arrow as soon as a comparison; `user=alice` is hardly anything else.
  const isSpaced = before !== '' || after !== '';
  const mayBeText = isSpaced || !sign.endsWith('=');
  if (mayBeText && fieldTarget(name).kind === 'unknown' && !isNumber(value)) return undefined;
  const operand = /[<>]/.test(sign) ? sign + value : value;
  if (!canHave(name, operand)) return undefined;
  const suggestion = `${sign === '!=' ? '-' : ''}${name}:${operand}`;
  return { start: at, end: at + match[0].length, expected: EXPECTED, suggestion };
}

function canHave(name: string, operand: string): boolean {
  const value = readRawValue({ query: operand, at: 0, depth: 0 });
  try {
    if (value) fieldTerm(fieldTarget(name), value);
    return value !== undefined;
  } catch (error) {
    if (error instanceof QuerySyntaxError) return false;
    throw error;
  }
}

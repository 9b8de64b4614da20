import type { QuerySpan } from './parsed-query.js';
import type { RangeOperator } from './query-node.js';
import { QuerySyntaxError } from './query-syntax-error.js';

/** What a field is compared with, as it stands in the query. */
export type RawValue = QuerySpan &
  (
    | { readonly kind: 'quoted' | 'word'; readonly text: string; readonly operator?: RangeOperator }
    /** The text between the slashes begins at `start + 1`. */
    | { readonly kind: 'regex'; readonly text: string }
    | { readonly kind: 'range'; readonly lower: RawBound; readonly upper: RawBound }
  );

/** One end of a range in brackets. */
export interface RawBound extends QuerySpan {
  readonly text: string;
  readonly quoted: boolean;
  readonly inclusive: boolean;
}

/** Where in a query a value is read: `depth` parentheses are open. */
export interface ValuePlace {
  readonly query: string;
  readonly at: number;
  readonly depth: number;
}

const QUOTED = /"(?:[^"\\]|\\.)*"/sy;
const REGEX = /\/(?:[^\\\s/]|\\.)+\/(?=[\s)]|$)/sy;
const COMPARISON = /(?:>=|<=|>|<)(?=[^\s)])/y;
const BOUND = String.raw`("(?:[^"\\]|\\.)*"|(?:[^\s"\\\]}]|\\.)+)`;
const RANGE = new RegExp(String.raw`[[{]\s*${BOUND}\s+TO\s+${BOUND}\s*[\]}]`, 'dsy');
const OPERATORS: Readonly<Record<string, RangeOperator>> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' };

/** The operator of a range that `>`, `>=`, `<` or `<=` stands for; undefined for anything else. */
function rangeOperator(sign: string): RangeOperator | undefined {
  return Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined;
}

/** The value that begins at a place; undefined when there is none. Throws {@link QuerySyntaxError} when it has no end. */
export function readRawValue(place: ValuePlace): RawValue | undefined {
  const { query, at } = place;
  const sign = matched(COMPARISON, query, at);
  if (sign !== '') return readCompared({ ...place, at: at + sign.length }, sign);
  const first = query[at];
  if (first === '"') return readQuoted(place);
  if (first === '[' || first === '{') return readRange(place);
  const regex = matched(REGEX, query, at);
  if (regex !== '') return { kind: 'regex', start: at, end: at + regex.length, text: regex.slice(1, -1) };
  return readPlain(place);
}

/** The plain or quoted value behind a comparison. */
export function readCompared(place: ValuePlace, sign: string): RawValue | undefined {
  const value = place.query[place.at] === '"' ? readQuoted(place) : readPlain(place);
  const operator = rangeOperator(sign);
  return value && operator ? { ...value, operator } : value;
}

function readPlain(place: ValuePlace): (RawValue & { readonly kind: 'quoted' | 'word' }) | undefined {
  const { query, at } = place;
  const end = wordEnd(place, true);
  return end === at ? undefined : { kind: 'word', start: at, end, text: query.slice(at, end) };
}

/** A phrase or value in quotes. Throws {@link QuerySyntaxError} when they are not closed. */
export function readQuoted({ query, at }: ValuePlace): RawValue & { readonly kind: 'quoted' | 'word' } {
  const quoted = matched(QUOTED, query, at);
  if (quoted === '') throw new QuerySyntaxError(at + 1, query.length - at, 'a closing " for this one');
  return { kind: 'quoted', start: at, end: at + quoted.length, text: unquoted(quoted) };
}

/** Where a word ends: at white space, or at the parenthesis that closes the group it stands in. */
export function wordEnd({ query, at, depth }: ValuePlace, hasEscapes: boolean): number {
  let own = 0;
  let end = at;
  for (; end < query.length && !/\s/.test(query[end] ?? ''); end++) {
    const character = query[end];
    if (hasEscapes && character === '\\' && /[\s()\\]/.test(query[end + 1] ?? '')) end++;
    else if (character === '(') own++;
    else if (character === ')') {
      if (own === 0 && depth > 0) break;
      own = Math.max(0, own - 1);
    }
  }
  return end;
}

/** What a sticky expression matches at a place, or nothing. */
export function matched(expression: RegExp, text: string, at: number): string {
  expression.lastIndex = at;
  return expression.exec(text)?.[0] ?? '';
}

function readRange({ query, at }: ValuePlace): RawValue {
  RANGE.lastIndex = at;
  const match = RANGE.exec(query);
  const [, lower, upper] = match?.indices ?? [];
  if (!match || !lower || !upper) throw brokenRange(query, at);
  const end = at + match[0].length;
  const bound = ([start, stop]: readonly [number, number], inclusive: boolean): RawBound => {
    const text = query.slice(start, stop);
    const quoted = text.startsWith('"');
    return { start, end: stop, text: quoted ? unquoted(text) : text, quoted, inclusive };
  };
  return {
    kind: 'range',
    start: at,
    end,
    lower: bound(lower, query[at] === '['),
    upper: bound(upper, query[end - 1] === ']'),
  };
}

function brokenRange(query: string, at: number): QuerySyntaxError {
  const close = /[\]}]/.exec(query.slice(at));
  return close
    ? new QuerySyntaxError(at + 1, close.index + 1, '[from TO to], with * for an open end')
    : new QuerySyntaxError(at + 1, query.length - at, `a closing ] for this ${query[at] ?? '['}`);
}

/** The text between quotes; a backslash takes the next character as it is. */
function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
}

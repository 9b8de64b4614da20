import { fieldTarget, fieldTerm } from './field-term.js';
import type { FieldTarget } from './field-term.js';
import { isNumber } from './field-value.js';
import { nearestField } from './nearest-field.js';
import { barePrefix } from './pattern-term.js';
import type { QueryPart, QuerySpan } from './parsed-query.js';
import type { QueryNode } from './query-node.js';
import { countTerm, stop } from './query-reading.js';
import type { QueryReading } from './query-reading.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { matched, readCompared, readQuoted, readRawValue, wordEnd } from './raw-value.js';
import type { RawValue } from './raw-value.js';
import { standardTokens } from './standard-tokens.js';

/** The field of values that follow in parentheses, which are to be read next. */
export interface OpenedGroup {
  readonly target: FieldTarget;
}

/** `name:` or `name>=` before a value. */
interface FieldHead extends QuerySpan {
  readonly name: string;
  /** `:`, or what is compared by. */
  readonly sign: string;
  readonly target: FieldTarget;
}

const MESSAGE = 'message';
/** A term that every log meets. */
const EVERYTHING = '*';
/** The name is letters, digits, `_`, `.`, `@` and `-`, not ending in `-`. */
const NAME = /[A-Za-z_@](?:[\w.@-]*[\w@])?(?=[:<>])/y;
const SIGN = /:|>=|<=|>|</y;
const LONE_SIGN = /(?:>=|<=|>|<)(?=[\s)]|$)/y;

/** Reads the term that begins here, or a field and up to the parenthesis of its values. Throws QuerySyntaxError. */
export function readTerm(reading: QueryReading, depth: number): QueryNode | OpenedGroup | undefined {
  const { query, next: at } = reading;
  if (query[at] === '"') return readPhrase(reading, { kind: 'text', field: MESSAGE }, depth);
  const sign = matched(LONE_SIGN, query, at);
  if (sign !== '') {
    reading.next += sign.length;
    throw new QuerySyntaxError(
      at + 1,
      sign.length,
      `a field and a value directly around ${sign}: severity>=13`,
    );
  }
  const head = readHead(query, at);
  const end = wordEnd({ query, at, depth }, false);
  if (head) {
    const read = readFieldTerm(reading, head, depth);
    if (read !== undefined) return read;
  }
  return accept(reading, bareWord(query.slice(at, end)), [{ start: at, end, role: 'word' }]);
}

/** Reads one of the values of a field in parentheses. Throws QuerySyntaxError. */
export function readValueTerm(
  reading: QueryReading,
  target: FieldTarget,
  depth: number,
): QueryNode | undefined {
  const value = readValue(reading, () => readRawValue({ query: reading.query, at: reading.next, depth }));
  return value && valueTerm(reading, target, value);
}

function readPhrase(
  reading: QueryReading,
  node: { readonly kind: 'text'; readonly field: string },
  depth: number,
): QueryNode | undefined {
  const { query, next: at } = reading;
  const { start, end, text } = readQuotedValue(reading, () => readQuoted({ query, at, depth }));
  return accept(reading, { ...node, text }, [{ start, end, role: 'phrase' }]);
}

function bareWord(text: string): QueryNode {
  if (text === EVERYTHING) return { kind: 'all' };
  const prefix = barePrefix(text);
  if (prefix !== undefined) return { kind: 'prefix', field: MESSAGE, prefix };
  const word = text.endsWith('~') ? standardTokens(text.slice(0, -1)) : [];
  const [only, second] = word;
  return only !== undefined && second === undefined && only.length === text.length - 1
    ? { kind: 'fuzzy', field: MESSAGE, word: only }
    : { kind: 'text', field: MESSAGE, text };
}

function readHead(query: string, at: number): FieldHead | undefined {
  const name = matched(NAME, query, at);
  const sign = name === '' ? '' : matched(SIGN, query, at + name.length);
  return sign === ''
    ? undefined
    : { start: at, end: at + name.length + sign.length, name, sign, target: fieldTarget(name) };
}

/** undefined when the word is plain text after all: `error:` alone, an address (`https://…`), an arrow (`a->b`). */
function readFieldTerm(
  reading: QueryReading,
  head: FieldHead,
  depth: number,
): QueryNode | OpenedGroup | undefined {
  const { query } = reading;
  const { end: at, sign, target } = head;
  if (sign === ':' && query.startsWith('//', at)) return undefined;
  if (sign === ':' && query[at] === '(') return openGroup(reading, head);
  const place = { query, at, depth };
  const value = readValue(reading, () => (sign === ':' ? readRawValue(place) : readCompared(place, sign)));
  if (value === undefined) {
    if (target.kind === 'unknown') return undefined;
    throw missingValue(reading, head);
  }
  if (sign !== ':' && target.kind === 'unknown' && !isNumber(textOf(value)))
    return refuseSlip(reading, head, value);
  noteHead(reading, head);
  return valueTerm(reading, target, value);
}

function textOf(value: RawValue): string {
  return 'text' in value ? value.text : '';
}

/** Without a colon, only what can be a comparison is one; but `severty>=warn` is hardly meant as text. */
function refuseSlip(reading: QueryReading, head: FieldHead, value: RawValue): undefined {
  const suggestion = nearestField(head.name);
  if (suggestion === undefined) return undefined;
  reading.next = value.end;
  const { start, name } = head;
  throw new QuerySyntaxError(start + 1, name.length, `a field; there is none called ${name}`, suggestion);
}

function missingValue(reading: QueryReading, { end, name, sign }: FieldHead): QuerySyntaxError {
  reading.next = end;
  return new QuerySyntaxError(end + 1, 0, `a value directly behind ${name}${sign}; quote it all for the text`);
}

function openGroup(reading: QueryReading, head: FieldHead): OpenedGroup {
  noteHead(reading, head);
  reading.next = head.end;
  return { target: head.target };
}

function noteHead(reading: QueryReading, { start, end, name, target }: FieldHead): void {
  const nameEnd = start + name.length;
  reading.parts.push({ start, end: nameEnd, role: 'field' }, { start: nameEnd, end, role: 'operator' });
  const suggestion = target.kind === 'unknown' ? nearestField(name) : undefined;
  if (suggestion === undefined) return;
  reading.hints.push({
    start,
    end: nameEnd,
    expected: `a field; ${name} is an attribute or number of that name`,
    suggestion,
  });
}

/** Reads a value; when it has no end, nothing can be read behind it either. */
function readValue(reading: QueryReading, read: () => RawValue | undefined): RawValue | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof QuerySyntaxError)
      reading.next = Math.max(reading.next, error.column - 1 + error.length);
    throw error;
  }
}

function readQuotedValue<V extends RawValue>(reading: QueryReading, read: () => V): V {
  try {
    return read();
  } catch (error) {
    stop(reading);
    throw error;
  }
}

function valueTerm(reading: QueryReading, target: FieldTarget, value: RawValue): QueryNode | undefined {
  const { start, end } = value;
  reading.next = end;
  reading.parts.push({ start, end, role: 'value', field: target.field });
  return countTerm(reading, fieldTerm(target, value), { start, end });
}

function accept(reading: QueryReading, node: QueryNode, [part]: readonly [QueryPart]): QueryNode | undefined {
  reading.next = part.end;
  reading.parts.push(part);
  return countTerm(reading, node, part);
}

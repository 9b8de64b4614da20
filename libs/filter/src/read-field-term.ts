import { BOUNDS } from '@millrace/schemas';
import { NAME_SPELLING } from './field-kind.js';
import { fieldTarget, fieldTerm } from './field-term.js';
import type { FieldTarget } from './field-term.js';
import { isNumber } from './field-value.js';
import { nearestField } from './nearest-field.js';
import type { QuerySpan } from './parsed-query.js';
import type { QueryNode } from './query-node.js';
import { countPattern, countTerm } from './query-reading.js';
import type { QueryReading } from './query-reading.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { matched, readCompared, readRawValue } from './raw-value.js';
import type { RawValue } from './raw-value.js';

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

const NAME = new RegExp(`${NAME_SPELLING}(?=[:<>])`, 'y');
const SENDERS_OWN = /^(?:attributes|numbers)\./;
const SIGN = /:|>=|<=|>|</y;

/** The field and operator that a word begins with. */
export function readHead(query: string, at: number): FieldHead | undefined {
  const name = matched(NAME, query, at);
  const sign = name === '' ? '' : matched(SIGN, query, at + name.length);
  return sign === ''
    ? undefined
    : { start: at, end: at + name.length + sign.length, name, sign, target: fieldTarget(name) };
}

/**
 * Reads a field and its value, or up to the parenthesis of its values. undefined when the word is plain text after all:
 * `error:` alone, an address (`https://…`), an arrow (`a->b`). Throws QuerySyntaxError.
 */
export function readFieldTerm(
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
  if (sign !== ':' && target.kind === 'unknown' && !isNumber(textOf(value))) {
    const slip = slipOf(reading, head, value);
    if (slip) throw slip;
    return undefined;
  }
  noteHead(reading, head);
  return valueTerm(reading, target, value);
}

function textOf(value: RawValue): string {
  return 'text' in value ? value.text : '';
}

/** Without a colon, only what can be a comparison is one; but `severty>=warn` is hardly meant as text. */
function slipOf(reading: QueryReading, head: FieldHead, value: RawValue): QuerySyntaxError | undefined {
  const suggestion = nearestField(head.name);
  if (suggestion === undefined) return undefined;
  reading.next = value.end;
  const { start, name } = head;
  return new QuerySyntaxError(start + 1, name.length, `a field; there is none called ${name}`, suggestion);
}

function missingValue(reading: QueryReading, { end, name, sign }: FieldHead): QuerySyntaxError {
  reading.next = end;
  return new QuerySyntaxError(
    end + 1,
    0,
    `a value directly behind ${name}${sign}; quote it all for the text`,
  );
}

function openGroup(reading: QueryReading, head: FieldHead): OpenedGroup {
  noteHead(reading, head);
  reading.next = head.end;
  return { target: head.target };
}

/** Throws QuerySyntaxError for a name that no document has, since all that they have are cut. */
function noteHead(reading: QueryReading, { start, end, name, target }: FieldHead): void {
  const nameEnd = start + name.length;
  if (name.replace(SENDERS_OWN, '').length > BOUNDS.attributeNameBytes) {
    reading.next = Math.max(reading.next, end);
    throw new QuerySyntaxError(
      start + 1,
      name.length,
      `a name of at most ${BOUNDS.attributeNameBytes} characters; no log has a longer one`,
    );
  }
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

function valueTerm(reading: QueryReading, target: FieldTarget, value: RawValue): QueryNode | undefined {
  reading.next = value.end;
  reading.parts.push({ start: value.start, end: value.end, role: 'value', field: target.field });
  try {
    return countTerm(reading, fieldTerm(target, value), value);
  } catch (error) {
    const isPattern = value.kind === 'regex' || (value.kind === 'word' && /[*?]/.test(value.text));
    if (isPattern) countPattern(reading, value);
    throw error;
  }
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

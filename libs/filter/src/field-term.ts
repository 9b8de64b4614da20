import { fieldKind, fieldOf } from './field-kind.js';
import type { FieldKind } from './field-kind.js';
import {
  DATE_EXPECTED,
  isDate,
  isNumber,
  normalised,
  numberExpected,
  numberOf,
  plainNumber,
} from './field-value.js';
import type { QuerySpan } from './parsed-query.js';
import { patternTerm, regexTerm } from './pattern-term.js';
import type { QueryNode, RangeBounds } from './query-node.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import type { RawBound, RawValue } from './raw-value.js';
import { patternPieces } from './value-pattern.js';

/** What a name in a query stands for. */
export interface FieldTarget {
  readonly field: string;
  readonly kind: FieldKind;
}

/** The field that a name stands for, aliases resolved. */
export function fieldTarget(name: string): FieldTarget {
  const field = fieldOf(name);
  return { field, kind: fieldKind(field) };
}

/** The meaning of a value behind a field. Throws {@link QuerySyntaxError} when the field cannot have such a one. */
export function fieldTerm(target: FieldTarget, value: RawValue): QueryNode {
  switch (value.kind) {
    case 'range':
      return range(ordered(target), value);
    case 'regex':
      return regexTerm(target, value);
    case 'quoted':
    case 'word':
      if (value.operator) return comparison(ordered(target), value, value.operator);
      return value.kind === 'quoted' ? equality(target, value.text, value) : word(target, value);
  }
}

/** What is wrong with a value. */
export function valueFault({ start, end }: QuerySpan, expected: string): QuerySyntaxError {
  return new QuerySyntaxError(start + 1, end - start, expected);
}

/** Levels have an order as severities; as words they would be in that of the alphabet. */
function ordered(target: FieldTarget): FieldTarget {
  return target.field === 'log.level' ? fieldTarget('severity') : target;
}

function comparison(
  target: FieldTarget,
  value: RawValue & { readonly text: string },
  operator: keyof RangeBounds,
): QueryNode {
  return rangeNode(target, { [operator]: orderedValue(target, value.text, value) });
}

function range(target: FieldTarget, { lower, upper }: RawValue & { readonly kind: 'range' }): QueryNode {
  const isOpen = ({ text, quoted }: RawBound) => text === '*' && !quoted;
  return rangeNode(target, {
    ...(!isOpen(lower) && { [lower.inclusive ? 'gte' : 'gt']: orderedValue(target, lower.text, lower) }),
    ...(!isOpen(upper) && { [upper.inclusive ? 'lte' : 'lt']: orderedValue(target, upper.text, upper) }),
  });
}

function rangeNode({ field, kind }: FieldTarget, bounds: RangeBounds): QueryNode {
  const named = kind === 'unknown' ? `numbers.${field}` : field;
  return Object.keys(bounds).length === 0
    ? { kind: 'exists', field: named }
    : { kind: 'range', field: named, bounds };
}

/** A value that has an order in this field. */
function orderedValue({ field, kind }: FieldTarget, value: string, span: QuerySpan): string | number {
  const wrong = (expected: string) => valueFault(span, expected);
  switch (kind) {
    case 'number':
      return numberOf(field, value) ?? raise(wrong(numberExpected(field)));
    case 'unknown':
      return numberOf(field, value) ?? raise(wrong(`a number, since only numbers.${field} has an order`));
    case 'date':
      return isDate(value) ? value : raise(wrong(DATE_EXPECTED));
    case 'keyword':
      return normalised(field, value);
    case 'text':
      throw wrong(`a word of it, ${field}:word, since words of a text have no order`);
    case 'attribute':
      throw wrong(
        `a comparison with ${field.replace(/^attributes/, 'numbers')}, since attributes are texts without an order`,
      );
  }
}

function word(target: FieldTarget, value: RawValue & { readonly text: string }): QueryNode {
  const { field, kind } = target;
  const parts = patternPieces(value.text);
  const [only, second] = parts;
  if (only && second === undefined) {
    if ('text' in only) return fuzzy(target, value) ?? equality(target, only.text, value, false);
    if (only.wild === '*') return { kind: 'exists', field };
  }
  if (kind === 'number') throw valueFault(value, numberExpected(field));
  if (kind === 'date') throw valueFault(value, DATE_EXPECTED);
  return patternTerm(target, parts, value);
}

/** `word~`, which may be misspelt. */
function fuzzy(
  { field, kind }: FieldTarget,
  value: RawValue & { readonly text: string },
): QueryNode | undefined {
  const { text } = value;
  if (text.length < 2 || !text.endsWith('~') || text.endsWith('\\~')) return undefined;
  if (kind === 'text' || kind === 'keyword')
    return { kind: 'fuzzy', field, word: normalised(field, text.slice(0, -1)) };
  if (kind === 'number' || kind === 'date') return undefined;
  throw valueFault(
    value,
    'a value without ~, since attributes are found by their whole value or its beginning; quote it for the ~ itself',
  );
}

function equality({ field, kind }: FieldTarget, value: string, span: QuerySpan, quoted = true): QueryNode {
  switch (kind) {
    case 'text':
      return { kind: 'text', field, text: value };
    case 'number':
      return {
        kind: 'equals',
        field,
        value: numberOf(field, value) ?? raise(valueFault(span, numberExpected(field))),
      };
    case 'date':
      if (!isDate(value)) throw valueFault(span, DATE_EXPECTED);
      return { kind: 'equals', field, value };
    case 'unknown':
      return unknownField(field, value, quoted);
    case 'keyword':
    case 'attribute':
      return { kind: 'equals', field, value: normalised(field, value) };
  }
}

/** A name outside the schema is a sender's own: an attribute, or a number if the value looks like one. */
function unknownField(field: string, value: string, quoted: boolean): QueryNode {
  const attribute: QueryNode = { kind: 'equals', field: `attributes.${field}`, value };
  const number = plainNumber(value);
  if (quoted || !isNumber(value) || !Number.isFinite(number)) return attribute;
  return { kind: 'or', nodes: [{ kind: 'equals', field: `numbers.${field}`, value: number }, attribute] };
}

function raise(error: Error): never {
  throw error;
}

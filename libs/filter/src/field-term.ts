import { fieldKind, fieldOf } from './field-kind.js';
import type { FieldKind } from './field-kind.js';
import { DATE_EXPECTED, isDate, normalised, numberExpected, numberOf } from './field-value.js';
import type { QuerySpan } from './parsed-query.js';
import { equalTerm } from './equal-term.js';
import { fuzzyTerm } from './fuzzy-term.js';
import { valueFault } from './value-fault.js';
import { patternTerm, regexTerm } from './pattern-term.js';
import type { QueryNode, RangeBounds } from './query-node.js';
import type { RawBound, RawValue } from './raw-value.js';
import { patternPieces, plainValue } from './value-pattern.js';
import { withinEdge } from './within-edge.js';

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
      return value.kind === 'quoted' ? equalTerm(target, value, true) : word(target, value);
  }
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
  const text = value.kind === 'word' ? plainValue(value.text) : value.text;
  return rangeNode(target, { [operator]: orderedValue(target, text, value) });
}

function range(target: FieldTarget, { lower, upper }: RawValue & { readonly kind: 'range' }): QueryNode {
  const isOpen = ({ text, quoted }: RawBound) => text === '*' && !quoted;
  const edge = (bound: RawBound) =>
    orderedValue(target, bound.quoted ? bound.text : plainValue(bound.text), bound);
  return rangeNode(target, {
    ...(!isOpen(lower) && { [lower.inclusive ? 'gte' : 'gt']: edge(lower) }),
    ...(!isOpen(upper) && { [upper.inclusive ? 'lte' : 'lt']: edge(upper) }),
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
      return withinEdge(normalised(field, value), span, 'a bound');
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
    if ('text' in only)
      return fuzzyTerm(target, value) ?? equalTerm(target, { ...value, text: only.text }, false);
    if (only.wild === '*') return { kind: 'exists', field };
  }
  if (kind === 'number') throw valueFault(value, numberExpected(field));
  if (kind === 'date') throw valueFault(value, DATE_EXPECTED);
  return patternTerm(target, parts, value);
}

function raise(error: Error): never {
  throw error;
}

import type { FieldTarget } from './field-term.js';
import { valueFault } from './value-fault.js';
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
import type { QueryNode } from './query-node.js';

/** A value and where it stands. */
export interface PlainValue extends QuerySpan {
  readonly text: string;
}

/**
 * A field that is a value, or whose text holds its words. A quoted value of an unknown field is no number. Throws
 * QuerySyntaxError when the field has no such values.
 */
export function equalTerm({ field, kind }: FieldTarget, span: PlainValue, quoted: boolean): QueryNode {
  const value = span.text;
  switch (kind) {
    case 'text':
      return { kind: 'text', field, text: value };
    case 'number':
      return { kind: 'equals', field, value: numberIn(field, span) };
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

function numberIn(field: string, span: PlainValue): number {
  const number = numberOf(field, span.text);
  if (number === undefined) throw valueFault(span, numberExpected(field));
  return number;
}

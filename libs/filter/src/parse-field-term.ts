import { fieldKind, fieldOf } from './field-kind.js';
import type { FieldKind } from './field-kind.js';
import { DATE_EXPECTED, isDate, isNumber, normalised, numberExpected, numberOf } from './field-value.js';
import type { QueryNode, RangeOperator } from './query-node.js';
import { fieldStart, unquoted } from './query-scanner.js';
import { QuerySyntaxError } from './query-syntax-error.js';

/** A word of a query and where it stands. */
interface Word {
  readonly text: string;
  readonly at: number;
}

/** A word taken apart: a field, an operator and what is compared with it. */
interface FieldTerm {
  readonly field: string;
  readonly kind: FieldKind;
  readonly operator: string;
  readonly value: string;
  readonly quoted: boolean;
  /** Where the value begins, from 0. */
  readonly valueAt: number;
}

const OPERATORS: Readonly<Record<string, RangeOperator>> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' };
const RANGE = /^\[\s*(\S+)\s+TO\s+(\S+)\s*\]$/;
const OPERATOR_ALONE = /^(?:>=|<=|>|<)$/;

/**
 * The meaning of a word that begins with a field; undefined when it is plain text after all: `error:` with nothing
 * behind it, an address (`https://…`), or an arrow between words (`a->b`). Throws {@link QuerySyntaxError}.
 */
export function parseFieldTerm({ text, at }: Word): QueryNode | undefined {
  if (OPERATOR_ALONE.test(text)) {
    throw new QuerySyntaxError(
      at + 1,
      text.length,
      `a field and a value directly around ${text}: severity>=13`,
    );
  }
  const term = takeApart(text, at);
  if (term === undefined) return undefined;
  if (term.operator in OPERATORS) return comparison(term);
  if (!term.quoted && term.value === '*') return { kind: 'exists', field: term.field };
  if (!term.quoted && term.value.startsWith('[')) return range(term);
  return equality(term);
}

function takeApart(text: string, at: number): FieldTerm | undefined {
  const start = fieldStart(text);
  const [, name = '', colon = '', compare = ''] = /^(.*?)(:?)(>=|<=|>|<|)$/.exec(text.slice(0, start)) ?? [];
  const raw = text.slice(start);
  if (start === 0 || raw === '' || (colon && raw.startsWith('//'))) return undefined;
  const field = fieldOf(name);
  const kind = fieldKind(field);
  // Without a colon, only what can be a comparison is one.
  if (!colon && kind === 'unknown' && !isNumber(raw)) return undefined;
  const quoted = raw.startsWith('"') && raw.endsWith('"') && raw.length > 1;
  const value = quoted ? unquoted(raw) : raw;
  return { field, kind, operator: compare || ':', value, quoted, valueAt: at + start };
}

function comparison(term: FieldTerm): QueryNode {
  const operator = OPERATORS[term.operator] ?? 'gte';
  return rangeNode(term, { [operator]: orderedValue(term, term.value, term.valueAt) });
}

function range(term: FieldTerm): QueryNode {
  const match = RANGE.exec(term.value);
  const [, from = '', to = ''] = match ?? [];
  if (!match) throw fault(term, '[from TO to], with * for an open end');
  const toAt = term.valueAt + term.value.lastIndexOf(to);
  return rangeNode(term, {
    ...(from !== '*' && { gte: orderedValue(term, from, term.valueAt + term.value.indexOf(from)) }),
    ...(to !== '*' && { lte: orderedValue(term, to, toAt) }),
  });
}

function rangeNode(term: FieldTerm, bounds: Partial<Record<RangeOperator, string | number>>): QueryNode {
  const field = term.kind === 'unknown' ? `numbers.${term.field}` : term.field;
  return { kind: 'range', field, bounds };
}

/** A value that has an order in this field. */
function orderedValue(term: FieldTerm, value: string, at: number): string | number {
  const wrong = (expected: string) => new QuerySyntaxError(at + 1, value.length, expected);
  switch (term.kind) {
    case 'number':
      return numberOf(term.field, value) ?? raise(wrong(numberExpected(term.field)));
    case 'unknown':
      return (
        numberOf(term.field, value) ?? raise(wrong(`a number, since only numbers.${term.field} has an order`))
      );
    case 'date':
      return isDate(value) ? value : raise(wrong(DATE_EXPECTED));
    case 'keyword':
      return normalised(term.field, value);
    case 'text':
    case 'attribute':
      throw fault(term, `${term.field}:value; only numbers.… and fields with an order can be compared`);
  }
}

function equality(term: FieldTerm): QueryNode {
  const { field, kind, value, quoted } = term;
  if (!quoted && kind !== 'text' && value.endsWith('*')) {
    throw fault(term, 'a whole value; prefixes are not understood yet, quote it to look for the * itself');
  }
  if (kind === 'text') return { kind: 'text', field, text: value };
  if (kind === 'number') {
    return {
      kind: 'equals',
      field,
      value: numberOf(field, value) ?? raise(fault(term, numberExpected(field))),
    };
  }
  if (kind === 'date') {
    if (!isDate(value)) throw fault(term, DATE_EXPECTED);
    return { kind: 'equals', field, value };
  }
  return kind === 'unknown' ? unknownField(term) : { kind: 'equals', field, value: normalised(field, value) };
}

/** A name outside the schema is a sender's own: an attribute, or a number if the value looks like one. */
function unknownField({ field, value, quoted }: FieldTerm): QueryNode {
  const attribute: QueryNode = { kind: 'equals', field: `attributes.${field}`, value };
  if (quoted || !isNumber(value)) return attribute;
  return {
    kind: 'or',
    nodes: [{ kind: 'equals', field: `numbers.${field}`, value: Number(value) }, attribute],
  };
}

function fault({ valueAt, value }: FieldTerm, expected: string): QuerySyntaxError {
  return new QuerySyntaxError(valueAt + 1, value.length, expected);
}

function raise(error: Error): never {
  throw error;
}

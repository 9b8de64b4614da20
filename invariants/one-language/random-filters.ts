import type { CanonicalDocument } from '@millrace/schemas';
import fc from 'fast-check';
import { fieldsOf, fieldValues } from './field-values.js';
import { PROOF_CELLS } from './proof-cells.js';
import type { FieldType, Operator, ProofCell } from './proof-cells.js';
import { boundOf, patternOf, prefixOf, regexOf, valueOf, wordsOf } from './written-values.js';

/** A filter as a user would write it, and the cell that it is to prove. */
export interface RandomFilter {
  readonly cell: ProofCell;
  readonly query: string;
}

type Documents = readonly CanonicalDocument[];

/** Filters made from the values of documents: for each cell as many as asked for. */
export function randomFilters(documents: Documents, perCell: number): fc.Arbitrary<readonly RandomFilter[]> {
  const cells = PROOF_CELLS.flatMap((cell) =>
    Array.from({ length: perCell }, () => filterOf(documents, cell)),
  );
  return fc.tuple(...cells);
}

function filterOf(documents: Documents, cell: ProofCell): fc.Arbitrary<RandomFilter> {
  return queryOf(documents, cell).map((query) => ({ cell, query }));
}

function queryOf(documents: Documents, { operator, type }: ProofCell): fc.Arbitrary<string> {
  switch (operator) {
    case 'not':
      return fc
        .tuple(fc.constantFrom('-', 'NOT '), anyTerm(documents, type))
        .map(([sign, term]) => `${sign}${term}`);
    case 'and':
      return joined(documents, type, [' ', ' AND ', '\n', ' AND NOT ']);
    case 'or':
      return joined(documents, type, [' OR ']);
    default:
      return termOf(documents, type, operator);
  }
}

function joined(documents: Documents, type: FieldType, by: readonly string[]): fc.Arbitrary<string> {
  const own = anyTerm(documents, type);
  const other = fc.constantFrom(...PROOF_CELLS).chain((cell) => anyTerm(documents, cell.type));
  return fc
    .tuple(own, fc.constantFrom(...by), other, fc.option(fc.tuple(fc.constantFrom(...by), own), { freq: 3 }))
    .map(([left, sign, right, third]) =>
      third ? `(${left}${sign}${right})${third[0]}${third[1]}` : `${left}${sign}${right}`,
    );
}

const SINGLE: ReadonlySet<Operator> = new Set(['not', 'and', 'or']);

function anyTerm(documents: Documents, type: FieldType): fc.Arbitrary<string> {
  const cells = PROOF_CELLS.filter((cell) => cell.type === type && !SINGLE.has(cell.operator));
  return fc.constantFrom(...cells).chain(({ operator }) => termOf(documents, type, operator));
}

function termOf(documents: Documents, type: FieldType, operator: Operator): fc.Arbitrary<string> {
  return fc.constantFrom(...fieldsOf(type)).chain((field) => {
    const value = fc.constantFrom(...fieldValues(documents, type, field));
    if (operator === 'exists') return fc.constant(`${field}:*`);
    if (operator === 'group') return groupOf(field, fc.oneof(...valueArbitraries(type, value)));
    const written = writtenValue(type, operator, value);
    const isBare = field === 'message' && (operator === 'word' || operator === 'phrase');
    if (isBare)
      return fc.tuple(written, fc.boolean()).map(([text, bare]) => (bare ? text : `message:${text}`));
    const sign = operator.startsWith('>') || operator.startsWith('<') ? operator : ':';
    return written.map((text) => `${field}${sign}${text}`);
  });
}

function writtenValue(
  type: FieldType,
  operator: Operator,
  value: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  switch (operator) {
    case 'word':
    case 'phrase':
      return wordsOf(value, operator === 'word' ? 1 : 4);
    case 'prefix':
      return prefixOf(type, value);
    case 'wildcard':
      return patternOf(type, value);
    case 'regex':
      return regexOf(type, value);
    case 'range':
      return rangeOf(boundOf(type, value));
    case 'equality':
      return valueOf(type, value);
    default:
      return boundOf(type, value);
  }
}

function valueArbitraries(type: FieldType, value: fc.Arbitrary<string>): fc.Arbitrary<string>[] {
  if (type === 'text')
    return [wordsOf(value, 1), wordsOf(value, 3), prefixOf(type, value), patternOf(type, value)];
  const patterns =
    type === 'keyword' ? [prefixOf(type, value), patternOf(type, value), regexOf(type, value)] : [];
  return [valueOf(type, value), ...(type === 'attributes' ? [prefixOf(type, value)] : []), ...patterns];
}

function groupOf(field: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const signs = fc.constantFrom(' OR ', ' OR ', ' OR ', ' AND ', ' ', ' OR NOT ');
  return fc
    .tuple(value, signs, value, fc.option(fc.tuple(signs, value), { freq: 3 }))
    .map(([left, sign, right, third]) =>
      third
        ? `${field}:(${left}${sign}(${right}${third[0]}${third[1]}))`
        : `${field}:(${left}${sign}${right})`,
    );
}

function rangeOf(bound: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const end = fc.oneof({ weight: 5, arbitrary: bound }, { weight: 1, arbitrary: fc.constant('*') });
  return fc
    .tuple(fc.constantFrom('[', '[', '{'), end, end, fc.constantFrom(']', ']', '}'))
    .map(([open, left, right, close]) => {
      const [lower, upper] =
        left !== '*' && right !== '*' && isBefore(right, left) ? [right, left] : [left, right];
      return `${open}${lower} TO ${upper}${close}`;
    });
}

/** So that most ranges hold something: as numbers when they are, else as texts. */
function isBefore(left: string, right: string): boolean {
  const [a, b] = [Number(left), Number(right)];
  return Number.isNaN(a) || Number.isNaN(b) ? left < right : a < b;
}

/** Kinds of fields, by how an index keeps them and how a query may name them. */
export type FieldType =
  'text' | 'keyword' | 'date_nanos' | 'date' | 'byte' | 'double' | 'numbers' | 'attributes' | 'unknown name';

/** What a term does with a field, or a filter with terms. */
export type Operator =
  | 'word'
  | 'phrase'
  | 'equality'
  | 'prefix'
  | 'wildcard'
  | 'regex'
  | 'range'
  | '>'
  | '>='
  | '<'
  | '<='
  | 'exists'
  | 'group'
  | 'not'
  | 'and'
  | 'or';

/** An operator on a field type: each has to be proven by itself. */
export interface ProofCell {
  readonly operator: Operator;
  readonly type: FieldType;
}

const ORDER = ['range', '>', '>=', '<', '<='] as const;
const EVERYWHERE = ['exists', 'group', 'not', 'and', 'or'] as const;
const PATTERNS = ['prefix', 'wildcard', 'regex'] as const;

const OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: ['word', 'phrase', ...PATTERNS, ...EVERYWHERE],
  keyword: ['equality', ...PATTERNS, ...ORDER, ...EVERYWHERE],
  date_nanos: ['equality', ...ORDER, ...EVERYWHERE],
  date: ['equality', ...ORDER, ...EVERYWHERE],
  byte: ['equality', ...ORDER, ...EVERYWHERE],
  double: ['equality', ...ORDER, ...EVERYWHERE],
  numbers: ['equality', ...ORDER, ...EVERYWHERE],
  attributes: ['equality', 'prefix', ...EVERYWHERE],
  'unknown name': ['equality', 'prefix', ...ORDER, ...EVERYWHERE],
};

/** Every operator that a field type takes. What is not here is refused, which is shown by a test of its own. */
export const PROOF_CELLS: readonly ProofCell[] = (Object.keys(OPERATORS) as FieldType[]).flatMap((type) =>
  OPERATORS[type].map((operator) => ({ operator, type })),
);

/** A name for messages and tables. */
export function cellName({ operator, type }: ProofCell): string {
  return `${operator} × ${type}`;
}

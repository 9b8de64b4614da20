import type { QueryNode } from '@millrace/filter';
import type { Operator, ProofCell } from './proof-cells.js';

type Kind = QueryNode['kind'];

/** What a term of an operator has to be understood as; a group or filter of several may be anything. */
const KINDS: Readonly<Partial<Record<Operator, readonly Kind[]>>> = {
  word: ['text'],
  phrase: ['text'],
  // A name that may be that of a number or of an attribute is both.
  equality: ['equals', 'or'],
  prefix: ['prefix'],
  wildcard: ['wildcard'],
  regex: ['regexp'],
  range: ['range'],
  '>': ['range'],
  '>=': ['range'],
  '<': ['range'],
  '<=': ['range'],
  exists: ['exists'],
  not: ['not'],
};

/** Whether a filter was understood as what it was made to prove. */
export function proves(node: QueryNode, { operator }: ProofCell): boolean {
  return KINDS[operator]?.includes(node.kind) ?? true;
}

import { canonicalText, fieldKind, standardTokens } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';
import { patternPrice, regexBeginning, wildcardBeginning } from './pattern-cost.js';

/** A term of a query and what it costs in each index that is searched. */
export interface TermCost {
  readonly term: string;
  readonly weight: number;
  readonly why: string;
}

/** Weights say how much more of an index must be read, in orders of magnitude, not what a server measures. */
const WEIGHTS = { lookup: 1, range: 2, exists: 1, negation: 1, fuzzy: 100 };

/** The terms of a query, in the order they stand in. */
export function termCosts(node: QueryNode): readonly TermCost[] {
  switch (node.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or':
      return node.nodes.flatMap(termCosts);
    case 'not':
      return termCosts(node.node).map((cost) => ({
        ...cost,
        term: `-${cost.term}`,
        weight: cost.weight + WEIGHTS.negation,
      }));
    default:
      return [termCost(node)];
  }
}

type Term = Exclude<QueryNode, { readonly kind: 'all' | 'and' | 'or' | 'not' }>;

function termCost(node: Term): TermCost {
  return { term: canonicalText(node), ...priceOf(node) };
}

function priceOf(node: Term): Omit<TermCost, 'term'> {
  switch (node.kind) {
    case 'text': {
      // As the index has them: one that it splits is as good as a phrase.
      const words = Math.max(1, standardTokens(node.text).length);
      const why = words === 1 ? 'a word is looked up' : 'the places of each word are compared';
      return { weight: words * WEIGHTS.lookup, why };
    }
    case 'equals':
      return { weight: WEIGHTS.lookup, why: 'a value is looked up' };
    case 'exists':
      return { weight: existsWeight(node.field), why: 'every log that has the field' };
    case 'range':
      return { weight: WEIGHTS.range, why: 'every value between the bounds' };
    case 'fuzzy':
      return { weight: WEIGHTS.fuzzy, why: 'every word that looks alike is searched for' };
    case 'prefix':
      return patternPrice(node.prefix.length);
    case 'wildcard':
      return patternPrice(wildcardBeginning(node.pattern));
    case 'regexp':
      return patternPrice(regexBeginning(node.regex));
  }
}

/** A name that is none of the document's is looked for among attributes and numbers. */
function existsWeight(field: string): number {
  return fieldKind(field) === 'unknown' ? 2 * WEIGHTS.exists : WEIGHTS.exists;
}

/** Whether a query says only what is not wanted. */
export function isOnlyNegative(node: QueryNode): boolean {
  if (node.kind === 'and') return node.nodes.every(isOnlyNegative);
  if (node.kind === 'or') return node.nodes.some(isOnlyNegative);
  return node.kind === 'not';
}

/** What all terms cost in one index. */
export function weightOf(costs: readonly TermCost[]): number {
  return costs.reduce((sum, { weight }) => sum + weight, 0);
}

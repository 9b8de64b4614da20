import { fieldKind } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';

/** A term of a query and what it costs in each index that is searched. */
export interface TermCost {
  readonly term: string;
  readonly weight: number;
  readonly why: string;
}

/**
 * Weights: 1 is a term that is looked up in its list. They say how much more of an index must be read, in orders of
 * magnitude, not what a server measures.
 */
const WEIGHTS = { lookup: 1, perWord: 1, range: 2, exists: 1, negation: 1 };

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
  switch (node.kind) {
    case 'text': {
      const words = node.text.split(/\s+/).length;
      const why = words === 1 ? 'a word is looked up' : 'the places of each word are compared';
      return { term: quoted(node.text), weight: words * WEIGHTS.perWord, why };
    }
    case 'equals':
      return { term: `${node.field}:${node.value}`, weight: WEIGHTS.lookup, why: 'a value is looked up' };
    case 'exists':
      return {
        term: `${node.field}:*`,
        weight: existsWeight(node.field),
        why: 'every log that has the field',
      };
    case 'range': {
      const bounds = Object.entries(node.bounds).map(([operator, bound]) => `${SIGNS[operator]}${bound}`);
      const term = bounds.map((bound) => `${node.field}${bound}`).join(' ');
      return { term, weight: WEIGHTS.range, why: 'every value between the bounds' };
    }
  }
}

const SIGNS: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** A name that is none of the document's is looked for among attributes and numbers. */
function existsWeight(field: string): number {
  return fieldKind(field) === 'unknown' ? 2 * WEIGHTS.exists : WEIGHTS.exists;
}

function quoted(text: string): string {
  return /\s/.test(text) ? JSON.stringify(text) : text;
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

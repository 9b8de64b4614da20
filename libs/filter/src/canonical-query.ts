import type { QueryNode } from './query-node.js';
import { standardTokens } from './standard-tokens.js';
import type { Tokeniser } from './standard-tokens.js';

/**
 * A text that two queries share when they ask for the same in the same words: order of terms, repetition, needless
 * parentheses and the spelling of a phrase make no difference. Not for people, and not parsed again.
 */
export function canonicalQuery(node: QueryNode, tokenise: Tokeniser = standardTokens): string {
  switch (node.kind) {
    case 'all':
      return 'all';
    case 'text':
      return JSON.stringify(['text', node.field, ...tokenise(node.text)]);
    case 'equals':
      return JSON.stringify(['equals', node.field, node.value]);
    case 'exists':
      return JSON.stringify(['exists', node.field]);
    case 'range':
      return JSON.stringify(['range', node.field, ...Object.entries(node.bounds).sort(byName)]);
    case 'not':
      return node.node.kind === 'not'
        ? canonicalQuery(node.node.node, tokenise)
        : `not(${canonicalQuery(node.node, tokenise)})`;
    case 'and':
    case 'or':
      return joined(node.kind, node.nodes, tokenise);
  }
}

function joined(kind: 'and' | 'or', nodes: readonly QueryNode[], tokenise: Tokeniser): string {
  const parts = [...new Set(membersOf(kind, nodes).map((node) => canonicalQuery(node, tokenise)))].sort();
  return parts.length === 1 ? parts.join('') : `${kind}(${parts.join(',')})`;
}

/** The members of a conjunction or disjunction, with those of the same kind within it taken apart. */
function membersOf(kind: 'and' | 'or', nodes: readonly QueryNode[]): readonly QueryNode[] {
  return nodes.flatMap((node) => (node.kind === kind ? membersOf(kind, node.nodes) : [node]));
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

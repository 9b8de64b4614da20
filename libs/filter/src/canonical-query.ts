import { canonicalForm } from './canonical-form.js';
import { canonicalText } from './canonical-text.js';
import type { QueryNode } from './query-node.js';
import { standardTokens } from './standard-tokens.js';
import type { Tokeniser } from './standard-tokens.js';

/**
 * A query that two queries share when they ask for the same in the same words: order of terms, repetition, needless
 * parentheses, where NOT stands and the spelling of a phrase make no difference. Parsed again it means the same, or, since
 * names, classes and alternatives are written out, is over a bound of queries and refused for that: a key needs no parsing.
 */
export function canonicalQuery(node: QueryNode, tokenise: Tokeniser = standardTokens): string {
  return canonicalText(canonicalForm(node, tokenise));
}

import { canonicalText } from './canonical-text.js';
import { dateBounds, wholeDates } from './date-bounds.js';
import { fieldKind } from './field-kind.js';
import type { QueryNode, RangeBounds } from './query-node.js';
import { standardTokens } from './standard-tokens.js';
import type { Tokeniser } from './standard-tokens.js';

/** What no log meets. */
const NOTHING: QueryNode = { kind: 'not', node: { kind: 'all' } };
const EVERYTHING: QueryNode = { kind: 'all' };
const OPERATORS = ['gt', 'gte', 'lt', 'lte'] as const;

/**
 * The form that queries share which ask for the same in the same words. NOT stands before single terms alone; a
 * conjunction holds no conjunction, a disjunction no disjunction, neither the same twice nor what says nothing, in an
 * order of their own; texts are their words; times are whole. What can meet everything or nothing is that.
 */
export function canonicalForm(node: QueryNode, tokenise: Tokeniser = standardTokens): QueryNode {
  switch (node.kind) {
    case 'not':
      return opposite(canonicalForm(node.node, tokenise));
    case 'and':
    case 'or':
      return combined(
        node.kind,
        node.nodes.map((each) => canonicalForm(each, tokenise)),
      );
    case 'text': {
      const words = tokenise(node.text);
      return words.length === 0 ? NOTHING : { ...node, text: words.join(' ') };
    }
    case 'equals':
      return fieldKind(node.field) === 'date' ? wholeTime(node.field, String(node.value)) : node;
    case 'range':
      return {
        ...node,
        bounds: ordered(fieldKind(node.field) === 'date' ? wholeDates(node.bounds) : node.bounds),
      };
    case 'all':
    case 'exists':
    case 'prefix':
    case 'wildcard':
    case 'regexp':
    case 'fuzzy':
      return node;
  }
}

function wholeTime(field: string, value: string): QueryNode {
  const { first, last } = dateBounds(value);
  return { kind: 'range', field, bounds: { gte: first, lte: last } };
}

function ordered(bounds: RangeBounds): RangeBounds {
  return Object.fromEntries(
    OPERATORS.flatMap((operator) => (bounds[operator] === undefined ? [] : [[operator, bounds[operator]]])),
  );
}

/** The opposite of a canonical form, in canonical form. */
function opposite(node: QueryNode): QueryNode {
  if (node.kind === 'not') return node.node;
  return node.kind === 'and' || node.kind === 'or'
    ? combined(node.kind === 'and' ? 'or' : 'and', node.nodes.map(opposite))
    : { kind: 'not', node };
}

/** A conjunction or disjunction of canonical forms. */
function combined(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const [neutral, absorbing] = kind === 'and' ? [EVERYTHING, NOTHING] : [NOTHING, EVERYTHING];
  const members = new Map<string, QueryNode>();
  for (const node of nodes.flatMap((each) => (each.kind === kind ? each.nodes : [each])))
    members.set(canonicalText(node), node);
  members.delete(canonicalText(neutral));
  const isAbsorbed = members.has(canonicalText(absorbing));
  // A term alone: the opposite of several is of this kind itself, and so was taken apart above.
  const contradicts = [...members.values()].some(
    (node) => node.kind === 'not' && members.has(canonicalText(node.node)),
  );
  if (isAbsorbed || contradicts) return absorbing;
  const inOrder = [...members].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, node]) => node);
  const [only, second] = inOrder;
  if (only === undefined) return neutral;
  return second === undefined ? only : { kind, nodes: inOrder };
}

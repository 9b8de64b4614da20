import { fieldKind } from './field-kind.js';
import type { QueryNode } from './query-node.js';
import { datePredicate, rangePredicate } from './range-predicate.js';
import { compileRegex } from './regex/regex-automaton.js';
import type { Regex } from './regex/regex-node.js';
import { standardTokens } from './standard-tokens.js';
import type { Tokeniser } from './standard-tokens.js';
import { textPredicate, wordPredicate } from './text-predicate.js';
import { wildcardPieces, wildcardRegex } from './value-pattern.js';
import { valueReader } from './value-reader.js';

/** A parsed canonical document: flat, with the objects `attributes` and `numbers`. */
export type FilteredDocument = Readonly<Record<string, unknown>>;

/** Whether a document meets a query. Never throws, whatever the document holds. */
export type Predicate = (document: FilteredDocument) => boolean;

type ValueTest = (value: string) => boolean;

/**
 * Compiles a query to a function that decides in memory what Elasticsearch decides from its index. A text term holds
 * where its words stand side by side in the field. Throws RangeError for a term that only a search can answer, and for a
 * pattern over its bounds, neither of which {@link parseFilter} lets through.
 */
export function compilePredicate(node: QueryNode, tokenise: Tokeniser = standardTokens): Predicate {
  switch (node.kind) {
    case 'all':
      return () => true;
    case 'text':
      return textPredicate(node.field, tokenise(node.text), tokenise);
    case 'equals':
      return equalsPredicate(node.field, node.value);
    case 'exists':
      return existsPredicate(node.field);
    case 'range':
      return rangePredicate(node.field, node.bounds);
    case 'fuzzy':
      throw new RangeError(`compiling ${node.word}~: only a search finds misspelt words`);
    case 'prefix':
    case 'wildcard':
    case 'regexp':
      return valueOrWord(node.field, patternTest(node), tokenise);
    case 'not':
    case 'and':
    case 'or':
      return combination(node, tokenise);
  }
}

function combination(
  node: Extract<QueryNode, { kind: 'not' | 'and' | 'or' }>,
  tokenise: Tokeniser,
): Predicate {
  switch (node.kind) {
    case 'not':
      return negated(compilePredicate(node.node, tokenise));
    case 'and':
      return every(node.nodes.map((each) => compilePredicate(each, tokenise)));
    case 'or':
      return some(node.nodes.map((each) => compilePredicate(each, tokenise)));
  }
}

function negated(predicate: Predicate): Predicate {
  return (document) => !predicate(document);
}

function every(predicates: readonly Predicate[]): Predicate {
  return (document) => {
    for (const predicate of predicates) if (!predicate(document)) return false;
    return true;
  };
}

function some(predicates: readonly Predicate[]): Predicate {
  return (document) => {
    for (const predicate of predicates) if (predicate(document)) return true;
    return false;
  };
}

function equalsPredicate(field: string, value: string | number): Predicate {
  if (fieldKind(field) === 'date') return datePredicate(field, String(value));
  const valuesOf = valueReader(field);
  return (document) => valuesOf(document).some((each) => each === value);
}

function existsPredicate(field: string): Predicate {
  const kind = fieldKind(field);
  if (kind === 'text') return (document) => typeof document[field] === 'string';
  const readers = kind === 'unknown' ? [`attributes.${field}`, `numbers.${field}`] : [field];
  const valuesOf = readers.map(valueReader);
  return (document) => valuesOf.some((values) => values(document).length > 0);
}

function patternTest(node: Extract<QueryNode, { kind: 'prefix' | 'wildcard' | 'regexp' }>): ValueTest {
  if (node.kind === 'prefix') {
    const { prefix } = node;
    return (value) => value.startsWith(prefix);
  }
  return node.kind === 'wildcard'
    ? regexTest(node.pattern, wildcardRegex(wildcardPieces(node.pattern)))
    : regexTest('a regular expression', node.regex);
}

function regexTest(name: string, regex: Regex): ValueTest {
  const test = compileRegex(regex);
  if (test === undefined) throw new RangeError(`compiling ${name}: too many states`);
  return test;
}

function valueOrWord(field: string, test: ValueTest, tokenise: Tokeniser): Predicate {
  if (fieldKind(field) === 'text') return wordPredicate(field, test, tokenise);
  const valuesOf = valueReader(field);
  return (document) => valuesOf(document).some((value) => typeof value === 'string' && test(value));
}

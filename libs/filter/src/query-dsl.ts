import { wholeDates, wholeMilliseconds } from './date-bounds.js';
import { fieldKind } from './field-kind.js';
import type { QueryNode, RangeBounds } from './query-node.js';
import { renderRegex } from './regex/render-regex.js';

type Dsl = Readonly<Record<string, unknown>>;

/** What a search is narrowed to, whatever the user's query says. */
export interface SearchScope {
  readonly tenant: string;
  /** Canonical or ISO 8601 time, inclusive. */
  readonly from?: string;
  /** Exclusive. */
  readonly to?: string;
}

/**
 * The Elasticsearch query of a parsed query within a scope. The tenant stands here, beside the query and outside of
 * it: nothing a user writes can widen it. All in filter context, since logs are ordered by time, not by relevance.
 */
export function queryDsl(node: QueryNode, scope: SearchScope): Dsl {
  const { tenant, from, to } = scope;
  const window = { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) };
  const filter = [
    { term: { tenant } },
    ...(Object.keys(window).length > 0 ? [{ range: { '@timestamp': window } }] : []),
    ...(node.kind === 'all' ? [] : [clause(node)]),
  ];
  return { bool: { filter } };
}

function clause(node: QueryNode): Dsl {
  switch (node.kind) {
    case 'all':
      return { match_all: {} };
    case 'text':
      return { match_phrase: { [node.field]: node.text } };
    case 'equals':
      return equality(node.field, node.value);
    case 'exists':
      return anyOf(fieldsNamed(node.field).map((field) => ({ exists: { field } })));
    case 'range':
      return range(node.field, node.bounds);
    case 'prefix':
      return { prefix: { [node.field]: { value: node.prefix } } };
    case 'wildcard':
      return { wildcard: { [node.field]: { value: node.pattern } } };
    case 'regexp':
      return { regexp: { [node.field]: { value: renderRegex(node.regex), flags: 'NONE' } } };
    case 'fuzzy':
      return fuzzy(node.field, node.word);
    case 'not':
      return { bool: { must_not: alternativesOf(node.node).map(clause) } };
    case 'and':
      return { bool: { filter: node.nodes.map(clause) } };
    case 'or':
      return anyOf(node.nodes.map(clause));
  }
}

/** As many slips as Elasticsearch thinks right for the length of the word. */
function fuzzy(field: string, word: string): Dsl {
  return fieldKind(field) === 'text'
    ? { match: { [field]: { query: word, fuzziness: 'AUTO', operator: 'and' } } }
    : { fuzzy: { [field]: { value: word, fuzziness: 'AUTO' } } };
}

function equality(field: string, value: string | number): Dsl {
  return fieldKind(field) === 'date'
    ? range(field, { gte: value, lte: value })
    : { term: { [field]: { value } } };
}

/** Times are spelt whole: of one without seconds the index would say that it is none. */
function range(field: string, bounds: RangeBounds): Dsl {
  if (fieldKind(field) !== 'date') return { range: { [field]: bounds } };
  const whole = wholeDates(bounds);
  return { range: { [field]: field === '@timestamp' ? whole : wholeMilliseconds(whole) } };
}

function anyOf(clauses: readonly Dsl[]): Dsl {
  const [only, second] = clauses;
  return only && second === undefined ? only : { bool: { should: clauses, minimum_should_match: 1 } };
}

/** None of several is one query within another less than not any of them. */
function alternativesOf(node: QueryNode): readonly QueryNode[] {
  return node.kind === 'or' ? node.nodes : [node];
}

function fieldsNamed(field: string): readonly string[] {
  return fieldKind(field) === 'unknown' ? [`attributes.${field}`, `numbers.${field}`] : [field];
}

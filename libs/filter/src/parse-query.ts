import type { QueryProblem } from './parsed-query.js';
import type { QueryNode } from './query-node.js';
import { QuerySyntaxError } from './query-syntax-error.js';
import { readQuery } from './read-query.js';

/**
 * Understands a query for a search: terms side by side are all wanted; `OR` between terms, `NOT` or `-` before one,
 * parentheses around some. A term is a bare word or a "phrase" of `message`, or a field and what it is to be. An empty
 * query and a lone `*` want everything. Throws {@link QuerySyntaxError} with the column of the first thing that is wrong.
 */
export function parseQuery(query: string): QueryNode {
  const { node, problems } = readQuery(query);
  throwFirst(problems);
  return node;
}

/**
 * Understands a query that is to be decided in memory, a document at a time: as {@link parseQuery}, but a term that only
 * a search can answer is refused with the reason, by {@link QuerySyntaxError}.
 */
export function parseFilter(query: string): QueryNode {
  const { node, problems, searchOnly } = readQuery(query);
  throwFirst(problems);
  throwFirst(searchOnly.map(({ reason, ...span }) => ({ ...span, expected: reason })));
  return node;
}

function throwFirst([first]: readonly QueryProblem[]): void {
  if (first)
    throw new QuerySyntaxError(first.start + 1, first.end - first.start, first.expected, first.suggestion);
}

import { isDeepStrictEqual } from 'node:util';
import { canonicalQuery, readQuery, type QueryNode } from '@millrace/filter';
import { printable } from '../output/printable.js';
import { understoodQuery } from '../query/query-refusal.js';
import type { SavedSearch } from '../replies/saved-search-reply.js';

/**
 * A query that finds what a saved search finds and `given` finds too. Each is understood by itself, so that no
 * parenthesis of one closes one of the other. Blank is everything.
 *
 * @throws CliError (usage) when one of them is not understood, with the place in it
 */
export function narrowedQuery({ name, q }: Pick<SavedSearch, 'name' | 'q'>, given: string): string {
  if (given.trim() === '') return q;
  if (q.trim() === '') return given;
  const nodes = [understoodQuery(q, `the saved search ${printable(name)}`), understoodQuery(given)];
  const meant: QueryNode = { kind: 'and', nodes };
  // Their own words are what a reader knows again, and are within the bounds of queries more often.
  const joined = `(${q}) (${given})`;
  const { node, problems } = readQuery(joined);
  return problems.length === 0 && isDeepStrictEqual(node, meant) ? joined : canonicalQuery(meant);
}

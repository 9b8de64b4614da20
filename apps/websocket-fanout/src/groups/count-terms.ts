import type { QueryNode } from '@millrace/filter';

/** How many terms a filter tries on a record, at most. */
export function countTerms(filter: QueryNode): number {
  if (filter.kind === 'and' || filter.kind === 'or')
    return filter.nodes.reduce((sum, node) => sum + countTerms(node), 0);
  if (filter.kind === 'not') return countTerms(filter.node);
  return filter.kind === 'all' ? 0 : 1;
}

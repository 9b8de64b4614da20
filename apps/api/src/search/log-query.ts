import type { QueryNode, SearchScope } from '@millrace/filter';

/** A search by a user of a tenant. */
export interface LogQuery extends SearchScope {
  readonly query: QueryNode;
  /** As it was written; a cursor belongs to it. */
  readonly text: string;
  /** Documents of a page; 0 only counts. */
  readonly limit: number;
  readonly sort: 'newest' | 'oldest';
  readonly highlight: boolean;
  /** Count all matches, or stop at 10,000. */
  readonly exactTotal: boolean;
  readonly cursor?: string;
}

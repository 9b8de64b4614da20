import type { LogScope } from './log-scope.js';

/** A search by a user of a tenant; its text is what a cursor belongs to. */
export interface LogQuery extends LogScope {
  /** Documents of a page; 0 only counts. */
  readonly limit: number;
  readonly sort: 'newest' | 'oldest';
  readonly highlight: boolean;
  /** Count all matches, or stop at 10,000. */
  readonly exactTotal: boolean;
  readonly cursor?: string;
}

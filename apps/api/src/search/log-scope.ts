import type { QueryNode, SearchScope } from '@millrace/filter';
import { requireOrder } from '../time-range.js';
import { understood } from './understood-query.js';

/** Which logs a request is about: those of a tenant, of a range of event time, that a query matches. */
export interface LogScope extends SearchScope {
  readonly query: QueryNode;
  /** As it was written. */
  readonly text: string;
}

/** The parameters of `logFilterParameters`, checked one by one. */
interface AskedLogs {
  readonly q: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Throws the problems `invalid-query`, and `invalid-request` when the range ends before it starts. */
export function logScope(tenant: string, { q, from, to }: AskedLogs): LogScope {
  requireOrder(from, to);
  return {
    tenant,
    query: understood(q),
    text: q,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

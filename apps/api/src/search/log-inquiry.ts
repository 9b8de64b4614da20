import { z } from 'zod';
import type { SearchReply } from '@millrace/elasticsearch';
import { queryDsl } from '@millrace/filter';
import { logsIndexPattern } from '@millrace/schemas';
import { completenessMembers } from '../completeness/completeness-reply.js';
import type { AnswerCompleteness } from '../completeness/completeness-watch.js';
import type { LogScope } from './log-scope.js';
import type { LogSearchTools } from './page/search-logs.js';
import { incompleteness, translating } from './page/search-page.js';
import { SEARCH_TIMEOUT_MS } from './page/search-request.js';

/** Of a question that is asked when the time is nearly over. */
const LEAST_TIMEOUT_MS = 1_000;

/** A question about the logs of an inquiry. */
export interface LogQuestion {
  /** Body of `_search` without its query. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Clauses that narrow the scope further. */
  readonly also?: readonly Readonly<Record<string, unknown>>[];
  /** One index instead of all of the tenant's. */
  readonly index?: string;
}

/** Questions about the logs of one scope that make up one answer. */
export interface LogInquiry {
  /**
   * Throws the problem `invalid-query` for what Elasticsearch refuses; rejects as the search port does when nothing
   * answers.
   */
  ask(question: LogQuestion): Promise<SearchReply>;
  /** Whether the time for one answer is over: then no further question, and the answer says that it is incomplete. */
  isLate(): boolean;
  /** What the answer says of itself, after the last question. */
  members(): InquiryMembers;
}

/** See {@link inquiryMembers}. */
export interface InquiryMembers extends AnswerCompleteness {
  readonly tookMs: number;
  readonly incomplete?: string;
}

/** The members of an answer that say how it came about; spread into the schema of its reply. */
export const inquiryMembers = {
  tookMs: z.int().min(0).describe('Time of Elasticsearch; 0 for an answer that was kept.'),
  ...completenessMembers,
  incomplete: z.string().optional().describe('Why documents may be missing.'),
};

/**
 * Opens an inquiry, whose questions share the time that one search may take. The tenant is put beside whatever is asked, here as in `pageBody`: no question reaches beyond it.
 * Completeness is read now, before the first question.
 */
export function openInquiry(
  scope: Pick<LogScope, 'tenant' | 'query' | 'from' | 'to'>,
  { search, completeness, now }: Pick<LogSearchTools, 'search' | 'completeness' | 'now'>,
  signal: AbortSignal,
): LogInquiry {
  const covered = completeness.read(scope);
  const scoped = queryDsl(scope.query, scope);
  const until = now() + SEARCH_TIMEOUT_MS;
  let tookMs = 0;
  let incomplete: string | undefined;
  return {
    async ask({ body, also = [], index = logsIndexPattern(scope.tenant) }) {
      const query = also.length === 0 ? scoped : { bool: { filter: [scoped, ...also] } };
      const timeout = `${Math.max(LEAST_TIMEOUT_MS, until - now())}ms`;
      const request = { index, body: { timeout, ...body, query } };
      const reply = await translating(() => search.search(request, signal));
      tookMs += reply.tookMs;
      incomplete ??= incompleteness(reply);
      return reply;
    },
    isLate() {
      if (now() < until) return false;
      incomplete ??= 'the time for one answer was over';
      return true;
    },
    members: () => ({ tookMs, ...covered, ...(incomplete !== undefined && { incomplete }) }),
  };
}

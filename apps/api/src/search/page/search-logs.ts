import { logsIndexPattern } from '@millrace/schemas';
import { unknownCompleteness } from '../../completeness/unknown-completeness.js';
import type { CostGuard } from '../cost/cost-guard.js';
import type { AnswerCompleteness, CompletenessWatch } from '../../completeness/completeness-watch.js';
import { foundLog } from '../found-log.js';
import type { FoundLog } from '../found-log.js';
import type { LogQuery } from '../log-query.js';
import { incompleteness, searchPage, translating } from './search-page.js';
import type { FoundPage, SearchTools } from './search-page.js';
import { countRequest, pageBody } from './search-request.js';
import { invalidCursor } from './signed-cursor.js';

/** What searching logs needs. */
export interface LogSearchTools extends SearchTools {
  readonly completeness: CompletenessWatch;
  readonly cost: CostGuard;
  readonly now: () => number;
}

/** A page of logs. */
export interface LogPage extends AnswerCompleteness {
  readonly items: readonly FoundLog[];
  readonly highlights?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly tookMs: number;
  /** null when there is no further page. */
  readonly cursor: string | null;
  /** Why documents may be missing from this answer. */
  readonly incomplete?: string;
}

/** One page of a search for logs; fails as `searchPage` and the cost guard do. A limit of 0 only counts. */
export async function searchLogs(
  query: LogQuery,
  tools: LogSearchTools,
  signal: AbortSignal,
): Promise<LogPage> {
  const { tenant, text, from, to, sort, limit, cursor } = query;
  await tools.cost.require(query, signal);
  const covered = () => tools.completeness.read(query);
  if (limit === 0) {
    if (cursor !== undefined) throw invalidCursor('a count takes none');
    const before = covered();
    const counting = () => tools.search.search(countRequest(query), signal);
    return page(query, { reply: await translating(counting), cursor: null, covered: before });
  }
  const found = await searchPage(
    {
      ...{ tenant, purpose: 'logs', index: logsIndexPattern(tenant), same: [text, from, to, sort], limit },
      ...(cursor !== undefined && { cursor }),
      covered,
      body: (start) => pageBody(query, start),
    },
    tools,
    signal,
  );
  return page(query, {
    ...found,
    covered: found.covered ?? unknownCompleteness(tools.now(), 'the cursor does not tell'),
  });
}

function page(
  query: LogQuery,
  { reply, cursor, covered }: FoundPage & { readonly covered: AnswerCompleteness },
): LogPage {
  const incomplete = incompleteness(reply);
  return {
    items: reply.hits.map(foundLog),
    ...(query.highlight && { highlights: reply.hits.map((hit) => hit.highlight ?? {}) }),
    total: reply.total ?? { value: 0, relation: 'eq' },
    tookMs: reply.tookMs,
    cursor,
    ...covered,
    ...(incomplete !== undefined && { incomplete }),
  };
}

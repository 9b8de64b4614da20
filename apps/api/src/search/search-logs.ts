import type { SearchReply } from '@millrace/elasticsearch';
import { logsIndexPattern } from '@millrace/schemas';
import type { LogQuery } from './log-query.js';
import { incompleteness, searchPage, translating } from './search-page.js';
import type { SearchTools } from './search-page.js';
import { countRequest, pageBody } from './search-request.js';
import { invalidCursor } from './signed-cursor.js';

/** A page of logs. */
export interface LogPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly highlights?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly tookMs: number;
  /** null when there is no further page. */
  readonly cursor: string | null;
  /** Why documents may be missing from this answer. */
  readonly incomplete?: string;
}

/** One page of a search for logs; fails as `searchPage` does. A limit of 0 only counts. */
export async function searchLogs(query: LogQuery, tools: SearchTools, signal: AbortSignal): Promise<LogPage> {
  const { tenant, text, from, to, sort, limit, cursor } = query;
  if (limit === 0) {
    if (cursor !== undefined) throw invalidCursor('a count takes none');
    const counting = () => tools.search.search(countRequest(query), signal);
    return page(query, await translating(false, counting), null);
  }
  const found = await searchPage(
    {
      ...{ tenant, purpose: 'logs', index: logsIndexPattern(tenant), same: [text, from, to, sort], limit },
      ...(cursor !== undefined && { cursor }),
      body: (start) => pageBody(query, start),
    },
    tools,
    signal,
  );
  return page(query, found.reply, found.cursor);
}

function page(query: LogQuery, reply: SearchReply, cursor: string | null): LogPage {
  const incomplete = incompleteness(reply);
  return {
    items: reply.hits.map((hit) => hit.source ?? {}),
    ...(query.highlight && { highlights: reply.hits.map((hit) => hit.highlight ?? {}) }),
    total: reply.total ?? { value: 0, relation: 'eq' },
    tookMs: reply.tookMs,
    cursor,
    ...(incomplete !== undefined && { incomplete }),
  };
}

import { correlationsIndexPattern } from '@millrace/schemas';
import { searchPage } from '../search/page/search-page.js';
import type { SearchTools } from '../search/page/search-page.js';
import { orderedPage } from '../search/page/search-request.js';
import { groupDsl } from './group-query.js';
import type { GroupQuery } from './group-query.js';

/** A page of groups, without their members. */
export interface GroupPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  /** null when there is no further page. */
  readonly cursor: string | null;
  /** Why groups may be missing from this answer. */
  readonly incomplete?: string;
}

/** One page of groups, those that began last first; fails as `searchPage` does. */
export async function searchGroups(
  { query, limit, cursor }: { readonly query: GroupQuery; readonly limit: number; readonly cursor?: string },
  tools: SearchTools,
  signal: AbortSignal,
): Promise<GroupPage> {
  const { tenant } = query;
  const found = await searchPage(
    {
      ...{ tenant, purpose: 'correlations', index: correlationsIndexPattern(tenant), same: [query], limit },
      ...(cursor !== undefined && { cursor }),
      body: (start) => ({
        ...orderedPage(start, { limit, sort: 'newest' }),
        query: groupDsl(query),
        _source: { excludes: ['members'] },
      }),
    },
    tools,
    signal,
  );
  return {
    items: found.reply.hits.map((hit) => hit.source ?? {}),
    total: found.reply.total ?? { value: 0, relation: 'eq' },
    cursor: found.cursor,
    ...(found.incomplete !== undefined && { incomplete: found.incomplete }),
  };
}

import { correlationsIndexPattern } from '@millrace/schemas';
import { incompleteness, searchPage } from '../search/page/search-page.js';
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

/**
 * One page of groups, those that began last first; fails as `searchPage` does. A group that is found to have begun
 * earlier, after its page was read, comes again where it then belongs.
 */
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
        ...orderedPage(start, { limit, sort: 'newest', unique: 'id' }),
        query: groupDsl(query),
        _source: { excludes: ['members'] },
      }),
    },
    tools,
    signal,
  );
  const incomplete = incompleteness(found.reply);
  return {
    items: found.reply.hits.map((hit) => hit.source ?? {}),
    total: found.reply.total ?? { value: 0, relation: 'eq' },
    cursor: found.cursor,
    ...(incomplete !== undefined && { incomplete }),
  };
}

import { canonicalQuery, compilePredicate } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';
import { countTerms } from './count-terms.js';
import type { FilterGroup } from './filter-group.js';
import { createMatchHistory } from './match-history.js';

/** The groups of a stream that have readers. */
export interface GroupDirectory {
  /** The group of a tenant and filter, made when there is none; undefined when there are too many to make another. */
  groupOf(tenant: string, filter: QueryNode): FilterGroup | undefined;
  /** Groups that a record of a tenant may belong to. */
  ofTenant(tenant: string): Iterable<FilterGroup>;
  all(): Iterable<FilterGroup>;
  /** Forgets a group that has no reader left. */
  dropIfEmpty(group: FilterGroup): void;
  count(): number;
}

/**
 * An empty directory of at most `maxGroups`. `nextNumber` is shared by the streams of a node, since a batch names nothing
 * but its group.
 */
export function createGroupDirectory(nextNumber: () => number, maxGroups: number): GroupDirectory {
  const byTenant = new Map<string, Map<string, FilterGroup>>();
  const make = (tenant: string, key: string, filter: QueryNode): FilterGroup => ({
    number: nextNumber(),
    tenant,
    key,
    terms: countTerms(filter),
    predicate: filter.kind === 'all' ? undefined : compilePredicate(filter),
    synced: new Set(),
    behind: new Set(),
    history: createMatchHistory(),
  });
  const count = () => [...byTenant.values()].reduce((total, { size }) => total + size, 0);
  return {
    groupOf(tenant, filter) {
      const groups = byTenant.get(tenant) ?? new Map<string, FilterGroup>();
      const key = canonicalQuery(filter);
      const known = groups.get(key);
      if (known) return known;
      if (count() >= maxGroups) return undefined;
      const group = make(tenant, key, filter);
      byTenant.set(tenant, groups.set(key, group));
      return group;
    },
    ofTenant: (tenant) => byTenant.get(tenant)?.values() ?? [],
    *all() {
      for (const groups of byTenant.values()) yield* groups.values();
    },
    dropIfEmpty({ tenant, key, synced, behind }) {
      if (synced.size + behind.size > 0) return;
      const groups = byTenant.get(tenant);
      groups?.delete(key);
      if (groups?.size === 0) byTenant.delete(tenant);
    },
    count,
  };
}

import { canonicalQuery, compilePredicate } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';
import type { FilterGroup } from './filter-group.js';
import { createMatchHistory } from './match-history.js';

/** The groups of a stream that have readers. */
export interface GroupDirectory {
  /** The group of a tenant and filter, made when there is none. */
  groupOf(tenant: string, filter: QueryNode): FilterGroup;
  /** Groups that a record of a tenant may belong to. */
  ofTenant(tenant: string): Iterable<FilterGroup>;
  all(): Iterable<FilterGroup>;
  /** Forgets a group that has no reader left. */
  dropIfEmpty(group: FilterGroup): void;
  count(): number;
}

/** An empty directory; `nextNumber` is shared by the streams of a node, since a batch names nothing but its group. */
export function createGroupDirectory(nextNumber: () => number): GroupDirectory {
  const byTenant = new Map<string, Map<string, FilterGroup>>();
  const make = (tenant: string, key: string, filter: QueryNode): FilterGroup => ({
    number: nextNumber(),
    tenant,
    key,
    predicate: filter.kind === 'all' ? undefined : compilePredicate(filter),
    synced: new Set(),
    behind: new Set(),
    history: createMatchHistory(),
  });
  return {
    groupOf(tenant, filter) {
      const groups = byTenant.get(tenant) ?? new Map<string, FilterGroup>();
      byTenant.set(tenant, groups);
      const key = canonicalQuery(filter);
      const group = groups.get(key) ?? make(tenant, key, filter);
      groups.set(key, group);
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
    count: () => [...byTenant.values()].reduce((total, { size }) => total + size, 0),
  };
}

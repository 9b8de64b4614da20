import type { LogSearch } from '@millrace/elasticsearch';
import { correlationGroupDay, correlationsIndexOf, indexDayOf, logsIndexOf } from '@millrace/schemas';
import type { CanonicalDocument, CorrelationGroup, GroupMember } from '@millrace/schemas';

/** A group with the logs it refers to. */
export interface GroupInFull {
  readonly group: CorrelationGroup;
  /** By time. */
  readonly logs: readonly CanonicalDocument[];
  /** Members whose document is not in Elasticsearch. */
  readonly absent: readonly GroupMember[];
  /** Logs of the group beyond those it refers to. */
  readonly notListed: number;
}

/**
 * A tenant's group by its id, with its logs, each looked up where its headers put it. undefined when the tenant has no
 * such group; whether another tenant has does not show.
 */
export async function showGroup(
  search: Pick<LogSearch, 'sources'>,
  { tenant, id }: { readonly tenant: string; readonly id: string },
  signal: AbortSignal,
): Promise<GroupInFull | undefined> {
  const day = correlationGroupDay(id);
  if (day === undefined) return undefined;
  const [found] = await search.sources([{ index: correlationsIndexOf(tenant, day), id }], signal);
  if (found?.['tenant'] !== tenant) return undefined;
  const group = found as CorrelationGroup;
  const { members } = group;
  const addresses = members.map(({ documentId, '@timestamp': timestamp }) => ({
    index: logsIndexOf(tenant, indexDayOf(timestamp)),
    id: documentId,
  }));
  const sources = await search.sources(addresses, signal);
  const own = sources.map((source) => (source?.['tenant'] === tenant ? source : undefined));
  return {
    group,
    logs: own.filter((source) => source !== undefined) as unknown as readonly CanonicalDocument[],
    absent: members.filter((_, at) => own[at] === undefined),
    notListed: Math.max(0, group.logs - members.length),
  };
}

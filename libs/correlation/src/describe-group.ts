import { correlationGroupId } from '@millrace/schemas';
import type { CorrelationGroup, GroupStatus } from '@millrace/schemas';
import type { GroupSession } from './group-session.js';

/** What a revision says beside its logs. */
export interface RevisionFacts {
  readonly rule: string;
  readonly epoch: number;
  readonly status: GroupStatus;
  readonly mergedInto?: string;
  /** It was closed before its time. */
  readonly isEarly?: boolean;
  /** Lane clock, ms since 1970. */
  readonly closedAtMs: number;
}

/** The next revision of a session, which keeps its number and, from the first one on, its id. */
export function reviseGroup(session: GroupSession, facts: RevisionFacts): CorrelationGroup {
  const { tenant, correlationId, first, last, firstMs, lastMs } = session;
  session.id ??= correlationGroupId({ tenant, rule: facts.rule, correlationId, first });
  session.revision += 1;
  return {
    '@timestamp': first,
    id: session.id,
    tenant,
    'correlation.id': correlationId,
    ...(session.source !== undefined && { 'correlation.source': session.source }),
    rule: facts.rule,
    status: facts.status,
    ...(facts.mergedInto !== undefined && { mergedInto: facts.mergedInto }),
    revision: session.revision,
    first,
    last,
    durationMs: lastMs - firstMs,
    services: inOrder(session.services),
    logs: session.logs,
    errors: session.errors,
    levels: { ...session.levels },
    members: [...session.members],
    precision: session.isApproximate || facts.isEarly ? 'approximate' : 'exact',
    evidence: {
      duplicates: session.duplicates,
      late: session.late,
      closedAt: new Date(facts.closedAtMs).toISOString(),
      epoch: facts.epoch,
    },
  };
}

function inOrder(services: ReadonlyMap<string, string>): string[] {
  const started = [...services].map(([service, timestamp]) => ({ service, timestamp }));
  return started
    .sort((a, b) => compare(a.timestamp, b.timestamp) || compare(a.service, b.service))
    .map(({ service }) => service);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

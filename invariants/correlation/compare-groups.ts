import type { TraceTruth } from '@millrace/sample';
import { formatTimestamp } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';

/** How groups stand beside the traces that they were made of; traces by their ids. */
export interface Comparison {
  /** Those that another one took in left out. */
  readonly groups: number;
  readonly merged: number;
  readonly missing: readonly string[];
  /** Traces of more than one group. */
  readonly several: readonly string[];
  /** Correlation ids of no trace. */
  readonly strangers: readonly string[];
  /** Traces whose group says something else, by what it says. */
  readonly differing: ReadonlyMap<string, readonly string[]>;
}

/** Compares groups, the newest revision of each, with the generator's own truth. */
export function compareGroups(
  truth: ReadonlyMap<string, TraceTruth>,
  all: readonly CorrelationGroup[],
): Comparison {
  const groups = all.filter(({ status }) => status !== 'merged');
  const byTrace = Map.groupBy(groups, (group) => group['correlation.id']);
  const missing: string[] = [];
  const several: string[] = [];
  const differing = new Map<string, string[]>(COMPARED.map((field) => [field, []]));
  for (const [traceId, trace] of truth) {
    const [group, ...others] = byTrace.get(traceId) ?? [];
    if (!group) missing.push(traceId);
    if (others.length > 0) several.push(traceId);
    if (!group || others.length > 0) continue;
    const [said, expected] = [factsOf(group), factsOfTrace(trace)];
    for (const field of COMPARED) if (said[field] !== expected[field]) differing.get(field)?.push(traceId);
  }
  const strangers = [...byTrace.keys()].filter((id) => !truth.has(id));
  return {
    groups: groups.length,
    merged: all.length - groups.length,
    missing,
    several,
    strangers,
    differing,
  };
}

const COMPARED = [
  ...(['first', 'last', 'durationMs', 'services', 'logs', 'errors', 'levels'] as const),
  ...(['members', 'status', 'precision'] as const),
] as const;
type Facts = Readonly<Record<(typeof COMPARED)[number], string | number>>;

function factsOf(group: CorrelationGroup): Facts {
  const { first, last, durationMs, services, logs, errors, levels, members, status, precision } = group;
  return {
    ...{ first, last, durationMs, logs, errors, status, precision },
    services: services.join(),
    levels: levelsText(levels),
    members: new Set(members.map(({ documentId }) => documentId)).size,
  };
}

/** No trace of the shop has as many logs as a group keeps members. */
function factsOfTrace(trace: TraceTruth): Facts {
  const { firstMs, lastMs, durationMs, services, logs, errors, levels } = trace;
  return {
    first: formatTimestamp({ epochMs: firstMs, nanos: 0 }),
    last: formatTimestamp({ epochMs: lastMs, nanos: 0 }),
    ...{ durationMs, logs, errors, members: logs, status: 'timeout', precision: 'exact' },
    services: services.join(),
    levels: levelsText(levels),
  };
}

function levelsText(levels: Readonly<Record<string, number | undefined>>): string {
  return JSON.stringify(Object.entries(levels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

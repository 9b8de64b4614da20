import type { SampleLevel, SampleLog } from './sample-log.js';

/** What is true of a trace; the same as a correlation group says of it, by the same definitions. */
export interface TraceTruth {
  readonly traceId: string;
  /** Time of the first and the last log, ms since 1970. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly durationMs: number;
  /** Distinct services by the time of their first log; those of the same time by name. */
  readonly services: readonly string[];
  readonly logs: number;
  readonly errors: number;
  readonly levels: Readonly<Partial<Record<SampleLevel, number>>>;
}

/** The truth about a trace, from its logs in the order of time, of which there is at least one. */
export function describeTrace(traceId: string, logs: readonly SampleLog[]): TraceTruth {
  const firstMs = logs[0]?.atMs ?? 0;
  const lastMs = logs.at(-1)?.atMs ?? firstMs;
  const started = new Map<string, number>();
  const levels: Partial<Record<SampleLevel, number>> = {};
  for (const { service, level, atMs } of logs) {
    if (!started.has(service)) started.set(service, atMs);
    levels[level] = (levels[level] ?? 0) + 1;
  }
  return {
    ...{ traceId, firstMs, lastMs, durationMs: lastMs - firstMs },
    services: [...started].sort(byTimeThenName).map(([service]) => service),
    logs: logs.length,
    errors: levels.error ?? 0,
    levels,
  };
}

function byTimeThenName(one: readonly [string, number], other: readonly [string, number]): number {
  return one[1] - other[1] || (one[0] < other[0] ? -1 : 1);
}

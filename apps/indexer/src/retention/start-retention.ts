import { startRepeatingJob } from '@millrace/resilience';
import type { RepeatingJob } from '@millrace/resilience';
import { systemClock } from '@millrace/runtime';
import type { IndexerConfig } from '../config.js';
import type { Servers } from '../open-servers.js';
import type { IndexerTelemetry } from '../telemetry.js';
import { applyRetention } from './apply-retention.js';

/** What retention is started with. */
export interface RetentionParts {
  readonly servers: Pick<Servers, 'indexAdmin' | 'retentionDeletions'>;
  readonly config: IndexerConfig;
  readonly telemetry: IndexerTelemetry;
  /** Indices to look at; all day indices when absent. */
  readonly pattern?: string;
  readonly forget: (index: string) => void;
}

const DAY_MS = 86_400_000;

/** Applies retention at once and then at the configured interval; a failed run is reported and tried again. */
export function startRetention(parts: RetentionParts): RepeatingJob {
  const { servers, config, telemetry, pattern, forget } = parts;
  const { events } = telemetry;
  const options = {
    admin: servers.indexAdmin,
    recorder: servers.retentionDeletions,
    retentionMs: config.MILLRACE_RETENTION_DAYS * DAY_MS,
    now: () => systemClock.now(),
    forget,
    onDeleted: ({ index }: { readonly index: string }) => events['index-expired']({}, { fields: { index } }),
    ...(pattern !== undefined && { pattern }),
  };
  return startRepeatingJob({
    run: (signal) => applyRetention(options, signal),
    intervalMs: config.MILLRACE_RETENTION_INTERVAL_MS,
    clock: systemClock,
    onFailed: (error) => events['retention-failed']({}, { fields: { error } }),
  });
}

import type { ProcessRecords, RecordOutcome, SourceRecord } from '@millrace/pipeline';
import { ProducerBusyError, recordName } from '@millrace/pipeline';
import { DependencyError } from '../dependency-error.js';
import type { LogOrigin, OriginatedLog } from '../log-origin.js';
import type { IngestLogs } from '../pipeline.js';
import { rawRecordPolicy } from '../retry-policies.js';
import { retry } from '../retry.js';
import type { Patience, RetryPolicy, Wait } from '../retry.js';
import type { IngestEvents } from '../telemetry.js';
import { foldOutcome } from './record-outcome.js';
import type { RawOutcome } from './record-outcome.js';
import { recordLogs } from './record-logs.js';
import { recordOrigin } from './record-origin.js';

/** What the processing of raw records needs. */
export interface RawDeps {
  readonly ingestLogs: IngestLogs;
  readonly secretOf: (tenant: string) => Promise<Buffer>;
  /** The tenant that owns a raw topic; undefined for a topic that should not have been read. */
  readonly tenantOf: (topic: string) => string | undefined;
  readonly mayBackfill: boolean;
  readonly events: IngestEvents;
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: Wait;
}

/**
 * Takes raw records apart, writes their logs and dead letters, and resolves with one outcome a record once all of it
 * is acknowledged; only then may their offsets be committed. Waits as long as Kafka or MongoDB do not answer.
 */
export function createProcessRawRecords(deps: RawDeps): ProcessRecords {
  return async function processRawRecords(records, signal) {
    const patience = patienceOf(deps, signal);
    const origins = await originsOf(records, deps, patience);
    const outcomes = new Map<LogOrigin, RawOutcome>();
    for await (const verdicts of deps.ingestLogs(logsOf(records, origins), () => patience)) {
      for (const verdict of verdicts) {
        const { origin } = verdict.log;
        outcomes.set(origin, foldOutcome(outcomes.get(origin), verdict));
      }
      deps.events.verdicts('raw', verdicts);
    }
    const settled = records.map((record, index) =>
      settledRecord(record, outcomes.get(originAt(origins, index))),
    );
    reportSettled(settled, deps.events);
    return settled;
  };
}

function patienceOf({ events, random, wait }: RawDeps, signal: AbortSignal): Patience {
  const decide = rawRecordPolicy(random);
  const policy: RetryPolicy = (error, attempt) => {
    const delayMs = decide(error, attempt);
    // A full buffer is how raw topics are slowed down, not a failure.
    const isOutage = delayMs !== undefined && !(error instanceof ProducerBusyError);
    if (isOutage && error instanceof Error) events.dependencyFailed(error);
    return delayMs;
  };
  return { signal, wait, policy };
}

async function originsOf(
  records: readonly SourceRecord[],
  { tenantOf, secretOf, now, mayBackfill }: RawDeps,
  patience: Patience,
): Promise<readonly LogOrigin[]> {
  const nowMs = now();
  const secrets = new Map<string, Buffer>();
  const origins: LogOrigin[] = [];
  for (const record of records) {
    const tenant = tenantOf(record.topic);
    if (tenant === undefined)
      throw new Error(`reading ${recordName(record)}: the topic belongs to no tenant`);
    const tenantSecret = secrets.get(tenant) ?? (await retry(() => secretFor(tenant, secretOf), patience));
    secrets.set(tenant, tenantSecret);
    origins.push(recordOrigin(record, { tenant, tenantSecret, nowMs, mayBackfill }));
  }
  return origins;
}

async function secretFor(tenant: string, secretOf: RawDeps['secretOf']): Promise<Buffer> {
  try {
    return await secretOf(tenant);
  } catch (cause) {
    throw new DependencyError('mongodb', `reading the secret of tenant ${tenant}`, cause);
  }
}

function* logsOf(records: readonly SourceRecord[], origins: readonly LogOrigin[]): Generator<OriginatedLog> {
  for (const [index, record] of records.entries()) yield* recordLogs(record, originAt(origins, index));
}

function originAt(origins: readonly LogOrigin[], index: number): LogOrigin {
  const origin = origins[index];
  if (origin === undefined)
    throw new RangeError(`finding the origin of record ${index} of ${origins.length}`);
  return origin;
}

function settledRecord(record: SourceRecord, outcome: RawOutcome | undefined): RecordOutcome {
  if (outcome === undefined)
    throw new Error(`judging ${recordName(record)}: none of its logs has an outcome`);
  return { record, outcome };
}

function reportSettled(settled: readonly RecordOutcome[], events: IngestEvents): void {
  const counts = new Map<RecordOutcome['outcome'], number>();
  for (const { outcome } of settled) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  for (const [outcome, count] of counts) events.recordsSettled(outcome, count);
}

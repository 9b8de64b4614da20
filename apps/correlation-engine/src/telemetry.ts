import { DEAD_LETTER_CODES, GROUP_STATUSES, OUTCOMES } from '@millrace/schemas';
import { defineEvents } from '@millrace/runtime';
import type { Logger, Telemetry } from '@millrace/runtime';

/** Every event of the engine: its counter and its log line. */
const ENGINE_EVENTS = {
  'records-ended': {
    metric: 'outcomes_records',
    help: 'Records by how they ended.',
    labels: { outcome: OUTCOMES },
  },
  'record-dead-lettered': {
    metric: 'dead_lettered_records',
    help: 'Records whose headers no ingest writes, by code.',
    level: 'debug',
    labels: { code: DEAD_LETTER_CODES },
  },
  'revision-told': {
    metric: 'told_revisions',
    help: 'Revisions of groups written to correlations, by status.',
    labels: { status: GROUP_STATUSES },
  },
  'lane-opened': {
    metric: 'opened_lanes',
    help: 'Lanes taken over with what an earlier owner kept of them.',
    level: 'info',
  },
  'lane-lost': {
    metric: 'lost_lanes',
    help: 'Lanes another owner has taken over; what this one had not kept is done there.',
    level: 'warn',
  },
  'groups-cut': {
    metric: 'cut_groups',
    help: 'Groups closed or forgotten before their time, or without ids for second deliveries: there were too many.',
    level: 'debug',
    labels: { cut: ['closed', 'forgotten', 'ids'] },
  },
  'save-failed': {
    metric: 'failed_saves',
    help: 'Times the groups of a lane could not be kept; they are with the next ones.',
    level: 'warn',
  },
  'outbox-uncleared': {
    metric: 'uncleared_outboxes',
    help: 'Times it could not be noted that revisions were told; the next owner tells them again.',
    level: 'warn',
  },
  'tick-failed': { metric: 'failed_ticks', help: 'Looks at quiet lanes that failed.', level: 'warn' },
  'delivery-retried': {
    metric: 'retried_deliveries',
    help: 'Writes to correlations or dead-letters that were not acknowledged and are tried again.',
    level: 'warn',
  },
} as const;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The engine's events and the measurements taken of each save. */
export function createEngineTelemetry(telemetry: Telemetry, logger: Logger) {
  const duration = telemetry.histogram(
    { name: 'save_duration_seconds', help: 'Time to keep the changes of a lane.' },
    SECONDS,
  );
  const groups = telemetry.counter({ name: 'saved_groups', help: 'Changes of groups that were kept.' });
  return {
    events: defineEvents(ENGINE_EVENTS, { telemetry, logger }),
    saved(report: { readonly groups: number; readonly durationMs: number }) {
      duration({}, report.durationMs / 1000);
      groups({}, report.groups);
    },
  };
}

/** See {@link createEngineTelemetry}. */
export type EngineTelemetry = ReturnType<typeof createEngineTelemetry>;

import { DEAD_LETTER_CODES, OUTCOMES } from '@millrace/schemas';
import { defineEvents } from '@millrace/runtime';
import type { Logger, Telemetry } from '@millrace/runtime';
import { PARK_CAUSES } from './bulk/classify-item.js';

/** Streams the indexer reads, as metrics name them. */
export const STREAMS = ['logs', 'correlations', 'parked'] as const;

/** See {@link STREAMS}. */
export type Stream = (typeof STREAMS)[number];

/** Every event of the indexer: its counter and its log line. */
const INDEXER_EVENTS = {
  'records-ended': {
    metric: 'outcomes_records',
    help: 'Records by how they ended.',
    labels: { stream: STREAMS, outcome: OUTCOMES },
  },
  'record-dead-lettered': {
    metric: 'dead_lettered_records',
    help: 'Records that can never be indexed as they are, by code.',
    level: 'debug',
    labels: { code: DEAD_LETTER_CODES },
  },
  'documents-retried': {
    metric: 'retried_documents',
    help: 'Documents Elasticsearch could not take yet, by cause.',
    level: 'debug',
    labels: { cause: ['busy', 'unavailable'] },
  },
  'bulk-request-failed': {
    metric: 'failed_bulk_requests',
    help: 'Bulk requests without a usable reply; all of their documents are sent again.',
    level: 'warn',
  },
  'bulk-request-split': {
    metric: 'split_bulk_requests',
    help: 'Bulk requests refused as a whole and sent again in halves.',
    level: 'warn',
  },
  'index-created': { metric: 'created_indices', help: 'Day indices created.', level: 'info' },
  'index-parked': {
    metric: 'parkings_indices',
    help: 'Times an index began to refuse writes, by cause.',
    level: 'warn',
    labels: { cause: PARK_CAUSES },
  },
  'index-healed': { metric: 'healings_indices', help: 'Times an index took writes again.', level: 'info' },
  'probe-failed': {
    metric: 'failed_probes',
    help: 'Probes of parked indices that got no answer.',
    level: 'debug',
  },
  'index-expired': { metric: 'expired_indices', help: 'Day indices deleted by retention.', level: 'info' },
  'retention-failed': {
    metric: 'failed_retention_runs',
    help: 'Runs of retention that failed.',
    level: 'warn',
  },
  'number-names-unread': {
    metric: 'unread_number_names',
    help: 'Indices created without the registered number names, which are then mapped as they come.',
    level: 'warn',
  },
  'watermark-held': {
    metric: 'held_watermarks',
    help: 'Cycles in which what was written could not be made findable, or that could not be said.',
    level: 'warn',
  },
  'delivery-retried': {
    metric: 'retried_deliveries',
    help: 'Writes to logs.parked or dead-letters that were not acknowledged and are tried again.',
    level: 'warn',
  },
} as const;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const BYTES = [1e3, 1e4, 1e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 5e7];

/** The indexer's events and the measurements taken of each bulk request. */
export function createIndexerTelemetry(telemetry: Telemetry, logger: Logger) {
  const duration = telemetry.histogram(
    { name: 'bulk_request_duration_seconds', help: 'Time from sending a bulk request to its reply.' },
    SECONDS,
  );
  const bytes = telemetry.histogram({ name: 'bulk_body_bytes', help: 'Bytes of bulk requests.' }, BYTES);
  return {
    events: defineEvents(INDEXER_EVENTS, { telemetry, logger }),
    bulkRequest(report: { readonly bytes: number; readonly durationMs: number }) {
      duration({}, report.durationMs / 1000);
      bytes({}, report.bytes);
    },
  };
}

/** See {@link createIndexerTelemetry}. */
export type IndexerTelemetry = ReturnType<typeof createIndexerTelemetry>;

import { createWriteLetter } from '@millrace/dead-letter';
import { createRedactor, DEFAULT_REDACTION_POLICY } from '@millrace/intake';
import { createDeliverRecords } from '@millrace/pipeline';
import type { PartitionRange } from '@millrace/pipeline';
import type { Clock, RetryBounds } from '@millrace/resilience';
import { BOUNDS, parseDayIndex } from '@millrace/schemas';
import type { BulkRequestReport } from './bulk/send-body.js';
import type { IndexerConfig } from './config.js';
import { createIndexDirectory } from './indices/index-directory.js';
import type { IndexerStreams } from './indexer-streams.js';
import type { Servers } from './open-servers.js';
import { createParkedIndices } from './parking/parked-indices.js';
import type { ParkedIndices, ProbePace } from './parking/parked-indices.js';
import { parkedRecord } from './parking/parked-record.js';
import { createPipeline } from './pipeline.js';
import { createIndexDocuments } from './steps/index-documents.js';
import { routeCorrelation, routeLog, routeParked } from './steps/route-record.js';
import type { RouteRecord } from './steps/route-record.js';
import type { IndexerTelemetry, Stream } from './telemetry.js';
import {
  createSearchableProgress,
  notingAppendTimes,
  notingWritten,
} from './watermark/searchable-progress.js';
import type { SearchableProgress } from './watermark/searchable-progress.js';

/** What the sink is built from. */
export interface SinkParts {
  readonly config: IndexerConfig;
  readonly servers: Pick<Servers, 'transport' | 'indexAdmin' | 'numberNames' | 'producer' | 'recordLog'>;
  readonly streams: IndexerStreams;
  readonly telemetry: IndexerTelemetry;
  readonly clock: Clock;
  /** How often a parked index is probed; the deployment's pace when absent. */
  readonly probePace?: ProbePace;
  /** Pattern of the log indices. */
  readonly logIndices: string;
  /** An index was parked or healed, or logs below `ends` were inherited from owners before. */
  readonly onParkingChanged: (ends?: readonly PartitionRange[]) => void;
}

const RETRY: RetryBounds = { baseMs: 100, maxMs: 10_000 };
const PROBE_PACE: ProbePace = { probeBaseMs: 500, probeMaxMs: 15_000 };
/** Twice the time Elasticsearch takes to say that a shard does not answer, and room for a shard that moves. */
const UNAVAILABLE_PARK_MS = 30_000;

const ROUTES: Readonly<Record<Stream, RouteRecord>> = {
  logs: routeLog,
  correlations: routeCorrelation,
  parked: routeParked,
};

/** The sink all streams share: one view of indices, parking and the bulk endpoint. */
export function buildSink(parts: SinkParts) {
  const { streams, clock } = parts;
  const parked = buildParked(parts);
  const progress = buildProgress(parts, parked);
  const directory = buildDirectory(parts);
  const deliver = createDeliverRecords({
    producer: parts.servers.producer,
    clock,
    retry: RETRY,
    onRetried: (error) => parts.telemetry.events['delivery-retried']({}, { fields: { error } }),
  });
  const redactor = createRedactor(DEFAULT_REDACTION_POLICY);
  const writeLetter = createWriteLetter({ app: 'indexer', topic: streams.deadLetters.name, redactor });
  const { events } = parts.telemetry;
  return {
    parked,
    directory,
    progress,
    /** The processor of one stream; `mayHold` says whether it waits with the documents of a parked index. */
    processor(stream: Stream, mayHold: (parkedForMs: number) => boolean) {
      const indexDocuments = createIndexDocuments({
        transport: parts.servers.transport,
        directory,
        parked,
        clock,
        mayHold,
        retry: RETRY,
        maxBodyBytes: parts.config.MILLRACE_INDEXER_BULK_BODY_BYTES,
        unavailableParkMs: UNAVAILABLE_PARK_MS,
        onRequest: (report) => reportRequest(parts.telemetry, report),
        onRetried: (cause, count) => events['documents-retried']({ cause }, { count }),
        async handOver(documents, signal) {
          await deliver(
            documents.map(({ record, index }) => {
              const family = parseDayIndex(index)?.family ?? 'logs';
              return parkedRecord(record, { topic: streams.parked.name, family });
            }),
            signal,
          );
          for (const { index } of documents) progress.parked.handedOver(index);
        },
      });
      const process = createPipeline({
        routeRecord: ROUTES[stream],
        indexDocuments: notingWritten(indexDocuments, progress),
        writeLetter,
        deliver,
        onDeadLettered: (code) => events['record-dead-lettered']({ code }),
        onOutcomes(counts) {
          for (const [outcome, count] of counts) events['records-ended']({ stream, outcome }, { count });
        },
      });
      return notingAppendTimes(process, progress);
    },
  };
}

function buildParked({ clock, telemetry, probePace = PROBE_PACE, onParkingChanged }: SinkParts) {
  return createParkedIndices({
    now: () => clock.now(),
    ...probePace,
    onParked({ index, cause, reason }) {
      telemetry.events['index-parked']({ cause }, { fields: { index, reason } });
      onParkingChanged();
    },
    onHealed({ index, sinceMs, cause }) {
      const parkedForMs = clock.now() - sinceMs;
      telemetry.events['index-healed']({}, { fields: { index, parkedForMs, cause } });
      onParkingChanged();
    },
  });
}

function buildProgress(
  { servers, streams, clock, logIndices, onParkingChanged }: SinkParts,
  parked: Pick<ParkedIndices, 'list'>,
): SearchableProgress {
  return createSearchableProgress(logIndices, {
    parkedNow: () => parked.list().map(({ index }) => index),
    parkedRanges: () => servers.recordLog.ranges(streams.parked.name),
    drained: () => servers.recordLog.committed(streams.parkedGroup, streams.parked.name),
    onInherited: onParkingChanged,
    now: () => clock.now(),
  });
}

function buildDirectory({ servers, clock, telemetry }: SinkParts) {
  const { events } = telemetry;
  return createIndexDirectory({
    admin: servers.indexAdmin,
    maxIndicesPerTenant: BOUNDS.indicesPerTenant,
    now: () => clock.now(),
    onCreated: (index) => events['index-created']({}, { fields: { index } }),
    async numberNames(tenant) {
      try {
        return [...(await servers.numberNames.list(tenant))];
      } catch (error) {
        // A day without its index is worse than one whose numbers are mapped as they come.
        events['number-names-unread']({}, { fields: { tenant, error } });
        return [];
      }
    },
  });
}

function reportRequest(telemetry: IndexerTelemetry, report: BulkRequestReport): void {
  telemetry.bulkRequest(report);
  if (report.result === 'items') return;
  const name = report.result === 'split' ? 'bulk-request-split' : 'bulk-request-failed';
  const { documents, bytes, durationMs, reason } = report;
  telemetry.events[name]({}, { fields: { documents, bytes, durationMs, reason } });
}

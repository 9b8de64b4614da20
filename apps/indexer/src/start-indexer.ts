import { startServiceControl } from '@millrace/control';
import type { ControlPlane } from '@millrace/control';
import type { ProcessRecords, RecordConsumer } from '@millrace/pipeline';
import { startRepeatingJob } from '@millrace/resilience';
import type { RepeatingJob } from '@millrace/resilience';
import { systemClock } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import { buildStreams } from './build-streams.js';
import type { IndexerConfig } from './config.js';
import { DEPLOYED_STREAMS } from './indexer-streams.js';
import type { IndexerStreams } from './indexer-streams.js';
import { openServers } from './open-servers.js';
import type { Servers } from './open-servers.js';
import type { ProbePace } from './parking/parked-indices.js';
import { probeParked } from './parking/probe-parked.js';
import { addReadinessChecks } from './readiness.js';
import { startRetention } from './retention/start-retention.js';
import { addStateGauges } from './state-gauges.js';
import { createIndexerTelemetry } from './telemetry.js';
import { startWatermarks } from './watermark/start-watermarks.js';

/** What may differ from a deployment. */
export interface IndexerVariation {
  readonly streams?: IndexerStreams;
  /** Indices retention looks at; all day indices when absent. */
  readonly retentionPattern?: string;
  /** Log indices it may refresh; all when absent. */
  readonly logIndices?: string;
  /** How often parked indices are probed, so that a test need not wait long for a healing to be seen. */
  readonly probePace?: ProbePace;
  /** Wraps the processor of `logs`, for a build whose books must not add up. */
  readonly wrapLogs?: (process: ProcessRecords) => ProcessRecords;
}

/** How often parked indices are looked over; each has its own, longer pace. */
const PROBE_INTERVAL_MS = 1_000;
/** Log indices are refreshed by who wrote them; unasked, for one who crashed, so many times less often. */
const UNASKED_REFRESH_FACTOR = 5;
/** Part of the deadline of a stop that the streams get; the rest is for closing connections. */
const DRAIN_SHARE = 0.7;

/**
 * Starts the indexer: templates and topics, the three streams, retention. Resolves once all have joined their groups;
 * rejects, with everything closed, when a server does not answer.
 */
export async function startIndexer(
  context: ServiceContext<IndexerConfig>,
  variation: IndexerVariation = {},
): Promise<RunningService> {
  const servers = await openServers(context.config, context.logger);
  try {
    return await startWith(servers, context, variation);
  } catch (error) {
    await servers.close();
    throw error;
  }
}

async function startWith(
  servers: Servers,
  context: ServiceContext<IndexerConfig>,
  variation: IndexerVariation,
): Promise<RunningService> {
  const streams = variation.streams ?? DEPLOYED_STREAMS;
  const telemetry = createIndexerTelemetry(context.telemetry, context.logger);
  await prepareServers(servers, context, streams);
  const { consumers, searchable, sink } = buildStreams(servers, { context, variation, streams, telemetry });
  const view = { partitions: () => consumers.flatMap((each) => each.partitions()), parked: sink.parked };
  addReadinessChecks(context.health, { ...view, servers, logsTopic: streams.logs.name });
  addStateGauges(context.telemetry, view);
  await Promise.all(consumers.map((each) => each.start(context.signal)));
  const { retentionPattern: pattern } = variation;
  const retention = startRetention({
    servers,
    config: context.config,
    telemetry,
    forget: (index) => sink.directory.forget(index),
    ...(pattern !== undefined && { pattern }),
  });
  const probing = startRepeatingJob({
    run: (signal) => probeParked({ ...sink, probe: servers.writeProbe }, signal),
    intervalMs: PROBE_INTERVAL_MS,
    clock: systemClock,
    onFailed: (error) => telemetry.events['probe-failed']({}, { fields: { error } }),
  });
  const watermarks = startWatermarks({
    ...{ servers, streams, telemetry, progress: sink.progress, parked: sink.parked, partitions: searchable },
    intervalMs: context.config.MILLRACE_INDEX_REFRESH_MS,
  });
  const { health, logger } = context;
  const control =
    streams.control &&
    startServiceControl({
      ...{ service: 'indexer', topics: streams.control, connection: servers.kafka, health, logger },
      ...{ ensureTopics: servers.recordLog.ensureTopics, registry: servers.instances, consumers },
    });
  return running({ servers, control, jobs: [retention, probing, watermarks] }, consumers);
}

async function prepareServers(
  servers: Servers,
  { config, logger, signal }: ServiceContext<IndexerConfig>,
  { logs, correlations, parked, deadLetters, watermarks }: IndexerStreams,
): Promise<void> {
  const replicas = config.MILLRACE_INDEX_REPLICAS;
  const refreshMs = config.MILLRACE_INDEX_REFRESH_MS;
  const settings = {
    shards: config.MILLRACE_INDEX_SHARDS,
    ...(replicas !== 'auto' && { replicas: Number(replicas) }),
    refreshInterval: `${refreshMs}ms`,
    logsRefreshInterval: `${refreshMs * UNASKED_REFRESH_FACTOR}ms`,
  };
  await servers.indexAdmin.ensureTemplates(settings, signal);
  const differences = await servers.recordLog.ensureTopics([
    logs,
    correlations,
    parked,
    deadLetters,
    watermarks,
  ]);
  for (const difference of differences) logger.warn('topic-differed', { difference });
}

interface RunningParts {
  readonly servers: Servers;
  readonly control: ControlPlane | undefined;
  readonly jobs: readonly RepeatingJob[];
}

function running(
  { servers, control, jobs }: RunningParts,
  consumers: readonly RecordConsumer[],
): RunningService {
  return {
    closed: Promise.all(consumers.map(({ closed }) => closed)).then(() => undefined),
    async stop(deadlineMs) {
      try {
        const stopping = consumers.map((each) => each.stop(deadlineMs * DRAIN_SHARE));
        await Promise.all([control?.stop(), ...jobs.map((job) => job.stop()), ...stopping]);
      } finally {
        await servers.close();
      }
    },
  };
}

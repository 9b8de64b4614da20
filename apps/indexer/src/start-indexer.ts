import { createRecordConsumer } from '@millrace/kafka';
import type { ProcessRecords, RecordConsumer, RecordConsumerOptions } from '@millrace/pipeline';
import { startRepeatingJob } from '@millrace/resilience';
import type { RepeatingJob } from '@millrace/resilience';
import { systemClock } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import { buildSink } from './build-sink.js';
import type { IndexerConfig } from './config.js';
import { correlationsOptions, logsOptions, parkedOptions } from './consumer-options.js';
import { DEPLOYED_STREAMS } from './indexer-streams.js';
import type { IndexerStreams } from './indexer-streams.js';
import { openServers } from './open-servers.js';
import type { Servers } from './open-servers.js';
import type { ProbePace } from './parking/parked-indices.js';
import { createParkedSweep } from './parking/parked-sweep.js';
import { probeParked } from './parking/probe-parked.js';
import { addReadinessChecks } from './readiness.js';
import { startRetention } from './retention/start-retention.js';
import { addStateGauges } from './state-gauges.js';
import { createIndexerTelemetry } from './telemetry.js';
import type { IndexerTelemetry } from './telemetry.js';

/** What may differ from a deployment. */
export interface IndexerVariation {
  readonly streams?: IndexerStreams;
  /** Indices retention looks at; all day indices when absent. */
  readonly retentionPattern?: string;
  /** How often parked indices are probed, so that a test need not wait long for a healing to be seen. */
  readonly probePace?: ProbePace;
  /** Wraps the processor of `logs`, for a build whose books must not add up. */
  readonly wrapLogs?: (process: ProcessRecords) => ProcessRecords;
}

/** How often parked indices are looked over; each has its own, longer pace. */
const PROBE_INTERVAL_MS = 1_000;
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
  const { consumers, sink } = buildStreams(servers, { context, variation, streams, telemetry });
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
  return running(servers, consumers, [retention, probing]);
}

interface StreamParts {
  readonly context: ServiceContext<IndexerConfig>;
  readonly variation: IndexerVariation;
  readonly streams: IndexerStreams;
  readonly telemetry: IndexerTelemetry;
}

/** The consumers of logs, correlations and what is parked of them over one sink, which they share with its view of parked indices. */
function buildStreams(servers: Servers, { context, variation, streams, telemetry }: StreamParts) {
  const { config } = context;
  const consumers: { parked?: RecordConsumer } = {};
  const sweep = createParkedSweep(() => consumers.parked?.partitions() ?? []);
  const onParkingChanged = () => sweep.begin();
  const { probePace } = variation;
  const sink = buildSink({
    ...{ config, servers, streams, telemetry, clock: systemClock, onParkingChanged },
    ...(probePace !== undefined && { probePace }),
  });
  const mayHold = (forMs: number) => forMs < config.MILLRACE_INDEXER_PARK_HOLD_MS;
  const processLogs = sink.processor('logs', mayHold);
  const wrapped = variation.wrapLogs?.(processLogs) ?? processLogs;
  const { kafka, topicIdentities } = servers;
  const consume = (options: RecordConsumerOptions, process: ProcessRecords) =>
    createRecordConsumer(kafka, { ...options, topicIdentities }, process);
  const logs = consume(logsOptions(config, streams), wrapped);
  const processCorrelations = sink.processor('correlations', mayHold);
  const correlations = consume(correlationsOptions(config, streams), processCorrelations);
  const drain = sink.processor('parked', () => !sweep.active());
  const parked = consume(parkedOptions(config, streams), drain);
  consumers.parked = parked;
  return { consumers: [logs, correlations, parked], sink };
}

async function prepareServers(
  servers: Servers,
  { config, logger, signal }: ServiceContext<IndexerConfig>,
  { logs, correlations, parked, deadLetters }: IndexerStreams,
): Promise<void> {
  const replicas = config.MILLRACE_INDEX_REPLICAS;
  const settings = {
    shards: config.MILLRACE_INDEX_SHARDS,
    ...(replicas !== 'auto' && { replicas: Number(replicas) }),
    refreshInterval: `${config.MILLRACE_INDEX_REFRESH_MS}ms`,
  };
  await servers.indexAdmin.ensureTemplates(settings, signal);
  const differences = await servers.recordLog.ensureTopics([logs, correlations, parked, deadLetters]);
  for (const difference of differences) logger.warn('topic-differed', { difference });
}

function running(
  servers: Servers,
  consumers: readonly RecordConsumer[],
  jobs: readonly RepeatingJob[],
): RunningService {
  return {
    closed: Promise.all(consumers.map(({ closed }) => closed)).then(() => undefined),
    async stop(deadlineMs) {
      try {
        const stopping = consumers.map((each) => each.stop(deadlineMs * DRAIN_SHARE));
        await Promise.all([...jobs.map((job) => job.stop()), ...stopping]);
      } finally {
        await servers.close();
      }
    },
  };
}

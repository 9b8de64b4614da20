import { createRecordConsumer } from '@millrace/kafka';
import type { ProcessRecords, RecordConsumer, RecordConsumerOptions } from '@millrace/pipeline';
import { systemClock } from '@millrace/runtime';
import { indexPattern } from '@millrace/schemas';
import type { ServiceContext } from '@millrace/runtime';
import { buildSink } from './build-sink.js';
import type { IndexerConfig } from './config.js';
import { correlationsOptions, logsOptions, parkedOptions } from './consumer-options.js';
import type { IndexerStreams } from './indexer-streams.js';
import type { Servers } from './open-servers.js';
import { createParkedSweep } from './parking/parked-sweep.js';
import type { IndexerVariation } from './start-indexer.js';
import type { IndexerTelemetry } from './telemetry.js';

/** What the streams are built from. */
export interface StreamParts {
  readonly context: ServiceContext<IndexerConfig>;
  readonly variation: IndexerVariation;
  readonly streams: IndexerStreams;
  readonly telemetry: IndexerTelemetry;
}

/** The consumers of logs, correlations and what is parked of them over one sink, which they share with its view of parked indices. */
export function buildStreams(servers: Servers, { context, variation, streams, telemetry }: StreamParts) {
  const { config } = context;
  const consumers: { parked?: RecordConsumer } = {};
  const sweep = createParkedSweep({
    partitions: () => consumers.parked?.partitions() ?? [],
    now: () => systemClock.now(),
  });
  const { probePace, logIndices = indexPattern('logs') } = variation;
  const sink = buildSink({
    ...{ config, servers, streams, telemetry, clock: systemClock, logIndices },
    onParkingChanged: (ends) => sweep.begin(ends),
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
  const searchable = () => [...logs.partitions(), ...parked.partitions()];
  return { consumers: [logs, correlations, parked], searchable, sink };
}

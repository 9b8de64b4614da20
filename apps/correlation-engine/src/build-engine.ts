import { createWriteLetter } from '@millrace/dead-letter';
import { createRedactor, DEFAULT_REDACTION_POLICY } from '@millrace/intake';
import { createRecordConsumer } from '@millrace/kafka';
import { createDeliverRecords } from '@millrace/pipeline';
import type { RecordConsumer, RecordConsumerOptions } from '@millrace/pipeline';
import { ConfigError, systemClock } from '@millrace/runtime';
import { createClosingRule } from './closing/closing-rule.js';
import type { EngineConfig } from './config.js';
import type { EngineStreams } from './engine-streams.js';
import { groupRecord } from './lanes/group-record.js';
import { createLanes } from './lanes/lanes.js';
import type { Servers } from './open-servers.js';
import { createPipeline } from './pipeline.js';
import { createReadLog } from './steps/read-log.js';
import type { IsClosing } from './steps/read-log.js';
import type { EngineTelemetry } from './telemetry.js';

/** What the engine is built from. */
export interface EngineParts {
  readonly config: EngineConfig;
  readonly servers: Servers;
  readonly streams: EngineStreams;
  readonly telemetry: EngineTelemetry;
}

/** Name of the one rule there is; part of every group's id. */
const RULE_NAME = 'correlation-id';
/** Ids of logs that a lane holds for each group it may have, and at least: about 100 bytes each in memory. */
const IDS_PER_GROUP = 20;
const MIN_IDS = 100_000;
const RETRY = { baseMs: 100, maxMs: 10_000 };
/** One call at a time: what is kept of a lane is its state at an offset. */
const BOUNDS = {
  maxBatchRecords: 5_000,
  maxBatchBytes: 5_000_000,
  lingerMs: 50,
  maxInFlight: 1,
  maxLaneBytes: 5_000_000,
  commitIntervalMs: 500,
} as const satisfies Partial<RecordConsumerOptions>;

/** The lanes and the consumer that fills them. */
export function buildEngine({ config, servers, streams, telemetry }: EngineParts) {
  const { events } = telemetry;
  const built: { consumer?: RecordConsumer } = {};
  const partitions = () => built.consumer?.partitions() ?? [];
  const deliver = createDeliverRecords({
    producer: servers.producer,
    clock: systemClock,
    retry: RETRY,
    onRetried: (error) => events['delivery-retried']({}, { fields: { error } }),
  });
  const lanes = createLanes({
    rule: ruleOf(config),
    store: servers.store,
    tell: (groups, signal) =>
      deliver(
        groups.map((group) => groupRecord(group, streams.correlations.name)),
        signal,
      ),
    ...{ partitions, telemetry, clock: systemClock },
  });
  const redactor = createRedactor(DEFAULT_REDACTION_POLICY);
  const letters = { app: 'correlation-engine', topic: streams.deadLetters.name, redactor };
  const writeLetter = createWriteLetter(letters);
  const process = createPipeline({
    readLog: createReadLog(closingRule(config)),
    writeLetter({ record, tenant, reason }) {
      const code = 'not-canonical';
      events['record-dead-lettered']({ code });
      return writeLetter({ record, tenant, step: 'read', code, reason });
    },
    ...{ deliver, laneOf: lanes.laneOf, awaitRoom: lanes.awaitRoom },
    onOutcomes(counts) {
      for (const [outcome, count] of counts) events['records-ended']({ outcome }, { count });
    },
  });
  const { topicIdentities, kafka } = servers;
  const place = { groupId: streams.groupId, topics: [streams.logs.name] };
  const options = { ...BOUNDS, ...place, topicIdentities, checkpoints: lanes.checkpoints };
  const consumer = createRecordConsumer(kafka, options, process);
  built.consumer = consumer;
  return { consumer, lanes, partitions };
}

function ruleOf(config: EngineConfig) {
  return {
    name: RULE_NAME,
    windowMs: config.MILLRACE_CORRELATION_WINDOW_MS,
    horizonMs: config.MILLRACE_CORRELATION_HORIZON_MS,
    maxGroups: config.MILLRACE_CORRELATION_MAX_GROUPS,
    maxIds: Math.max(MIN_IDS, config.MILLRACE_CORRELATION_MAX_GROUPS * IDS_PER_GROUP),
  };
}

function closingRule({ MILLRACE_CORRELATION_CLOSING: query }: EngineConfig): IsClosing {
  try {
    return createClosingRule(query);
  } catch (error) {
    const allowed = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ variable: 'MILLRACE_CORRELATION_CLOSING', given: query ?? 'nothing', allowed }]);
  }
}

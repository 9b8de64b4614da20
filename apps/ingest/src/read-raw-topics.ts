import { setTimeout as sleep } from 'node:timers/promises';
import { createRecordConsumer } from '@millrace/kafka';
import type { RecordConsumerOptions } from '@millrace/pipeline';
import type { IngestParts } from './connect-ingest.js';
import { tenantOfTopic } from './ingest-topics.js';
import { createIngestPipeline } from './pipeline.js';
import { findRawTopics } from './raw/find-raw-topics.js';
import { createProcessRawRecords } from './raw/process-raw-records.js';
import { startRawSource } from './raw/raw-source.js';
import type { RawSource } from './raw/raw-source.js';
import type { Wait } from './retry.js';

const MIB = 1_048_576;
const DRAIN_TIMEOUT_MS = 10_000;

/** Bounds of the consumer: two calls at a time, so that one is judged while the other waits for the broker. */
const CONSUMER = {
  maxBatchRecords: 1_000,
  maxBatchBytes: 4 * MIB,
  lingerMs: 20,
  maxInFlight: 2,
  maxLaneBytes: 4 * MIB,
  commitIntervalMs: 1_000,
} satisfies Partial<RecordConsumerOptions>;

const wait: Wait = (ms, signal) => sleep(ms, undefined, { signal });

/** Starts to read the raw topics as a member of `groupId`. */
export function readRawTopics(parts: IngestParts, groupId: string): RawSource {
  const { config, topics: names, events, topicIdentities } = parts;
  const rawTenant = config.MILLRACE_RAW_TENANT;
  const process = createProcessRawRecords({
    ingestLogs: createIngestPipeline({ ...parts, producer: parts.rawProducer }),
    secretOf: parts.tenants.secretOf,
    tenantOf: (topic) => tenantOfTopic(topic, names, rawTenant),
    mayBackfill: config.MILLRACE_RAW_BACKFILL,
    events,
    now: Date.now,
    random: Math.random,
    wait,
  });
  return startRawSource({
    findTopics: async () => {
      const [topics, tenants] = await Promise.all([parts.admin.listTopics(), parts.tenants.list()]);
      return findRawTopics({ topics, tenants, names, rawTenant });
    },
    createConsumer: (topics) =>
      createRecordConsumer(parts.kafka, { ...CONSUMER, groupId, topics, topicIdentities }, process),
    events,
    wait,
    discoveryIntervalMs: config.MILLRACE_RAW_DISCOVERY_INTERVAL_MS,
    drainTimeoutMs: DRAIN_TIMEOUT_MS,
  });
}

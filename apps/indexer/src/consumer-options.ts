import type { RecordConsumerOptions } from '@millrace/pipeline';
import type { IndexerConfig } from './config.js';
import type { IndexerStreams } from './indexer-streams.js';

/** Records of one batch; bytes are what bounds it as a rule. */
const MAX_BATCH_RECORDS = 50_000;
const COMMIT_INTERVAL_MS = 1_000;

/** How the stream of logs is read: a batch is about one bulk body, and as many are worked on as requests may fly. */
export function logsOptions(config: IndexerConfig, streams: IndexerStreams): RecordConsumerOptions {
  return {
    ...bounds(config),
    groupId: streams.logsGroup,
    topics: [streams.logs.name],
    maxInFlight: config.MILLRACE_INDEXER_BULK_IN_FLIGHT,
  };
}

/** How correlations are read: one batch at a time, since they are few and their order spares replacing. */
export function correlationsOptions(config: IndexerConfig, streams: IndexerStreams): RecordConsumerOptions {
  const topics = [streams.correlations.name];
  return { ...bounds(config), groupId: streams.correlationsGroup, topics, maxInFlight: 1 };
}

/** How parked records are drained: one batch at a time, so that a blocked index holds no more than that. */
export function parkedOptions(config: IndexerConfig, streams: IndexerStreams): RecordConsumerOptions {
  return { ...bounds(config), groupId: streams.parkedGroup, topics: [streams.parked.name], maxInFlight: 1 };
}

function bounds(config: IndexerConfig) {
  return {
    maxBatchRecords: MAX_BATCH_RECORDS,
    maxBatchBytes: config.MILLRACE_INDEXER_BULK_BODY_BYTES,
    lingerMs: config.MILLRACE_INDEXER_LINGER_MS,
    maxLaneBytes: config.MILLRACE_INDEXER_BULK_BODY_BYTES,
    commitIntervalMs: COMMIT_INTERVAL_MS,
  };
}

import { createRecordPump } from '@millrace/pipeline';
import type {
  ProcessRecords,
  RecordConsumer,
  RecordConsumerOptions,
  RecordSource,
  TopicPartition,
} from '@millrace/pipeline';
import { decodeCommitLedger, tenantOfRawTopic } from '@millrace/schemas';
import type { GroupMember, InMemoryGroup } from './in-memory-group.js';
import type { InMemoryTopics } from './in-memory-topics.js';

/** Records of one fetch: few, so that tests see several. */
const FETCH_RECORDS = 100;

/** What a consumer of the in-memory log works on. */
export interface InMemoryConsumerPorts {
  readonly topics: InMemoryTopics;
  readonly group: InMemoryGroup;
  /** Calls back soon after anything was appended; returns what ends that. */
  readonly onAppend: (run: () => void) => () => void;
}

interface Fetcher extends TopicPartition {
  from: number;
  paused: boolean;
}

/** The real pump over an in-memory source: lanes, ledger and fencing are those of production. */
export function createInMemoryConsumer(
  { topics, group, onAppend }: InMemoryConsumerPorts,
  options: RecordConsumerOptions,
  process: ProcessRecords,
): RecordConsumer {
  const closed = Promise.withResolvers<void>();
  let fetchers: readonly Fetcher[] = [];
  let scheduled = false;
  let stopListening: (() => void) | undefined;

  const fetcherOf = ({ topic, partition }: TopicPartition) =>
    fetchers.find((one) => one.topic === topic && one.partition === partition);
  const fetchSoon = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (fetchers.some(fetchOnce)) fetchSoon();
    });
  };
  /** Like kafkajs it moves to the start of the log when its position has expired. */
  const fetchOnce = (one: Fetcher): boolean => {
    const partition = topics.find(one.topic)?.partitions[one.partition];
    if (one.paused || !partition) return false;
    const stretch = partition.fetch(Math.max(one.from, partition.low()), FETCH_RECORDS);
    if (!stretch) return false;
    one.from = stretch.to;
    pump.take(stretch);
    return true;
  };
  const source: RecordSource = {
    pause(partitions) {
      for (const one of partitions.map(fetcherOf)) if (one) one.paused = true;
    },
    resume(partition, from) {
      const one = fetcherOf(partition);
      if (!one) return;
      one.from = from;
      one.paused = false;
      fetchSoon();
    },
    facts: async (partitions) =>
      partitions.map(({ topic, partition }) => {
        const log = topics.partition(topic, partition);
        const entry = group.committed({ topic, partition });
        return {
          topic,
          partition,
          committed: entry?.offset,
          ledger: decodeCommitLedger(entry?.metadata),
          topicId: topics.find(topic)?.id,
          low: log.low(),
          high: log.high(),
        };
      }),
    logStart: async ({ topic, partition }) => topics.partition(topic, partition).low(),
    commit: async (points) => group.commit(member, points),
  };
  const pump = createRecordPump(
    {
      source,
      process,
      now: Date.now,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      controlGaps: (topic) => tenantOfRawTopic(topic, '') !== undefined,
      report: () => undefined,
      failed: (error) => {
        pump.abandon();
        void leave().then(() => closed.reject(error));
      },
    },
    options,
  );
  const member: GroupMember = {
    topics: options.topics,
    assigned(partitions) {
      fetchers = partitions.map((one) => ({ ...one, from: 0, paused: true }));
      pump.assign(partitions);
    },
    rebalancing: pump.commit,
  };
  const leave = async (): Promise<void> => {
    stopListening?.();
    fetchers = [];
    await group.leave(member);
  };
  return {
    closed: closed.promise,
    partitions: pump.partitions,
    async start(signal) {
      signal.throwIfAborted();
      stopListening = onAppend(fetchSoon);
      await group.join(member);
    },
    async stop(drainTimeoutMs) {
      await pump.drain(drainTimeoutMs);
      await leave();
      closed.resolve();
    },
  };
}

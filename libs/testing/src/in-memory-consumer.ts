import { createRecordPump } from '@millrace/pipeline';
import type { ProcessRecords, RecordConsumer, RecordConsumerOptions, RecordSource } from '@millrace/pipeline';
import { decodeCommitLedger, tenantOfRawTopic } from '@millrace/schemas';
import { createInMemoryFetcher } from './in-memory-fetcher.js';
import type { GroupMember, InMemoryGroup } from './in-memory-group.js';
import type { InMemoryTopics } from './in-memory-topics.js';

/** What a consumer of the in-memory log works on. */
export interface InMemoryConsumerPorts {
  readonly topics: InMemoryTopics;
  readonly group: InMemoryGroup;
  /** Calls back soon after anything was appended; returns what ends that. */
  readonly onAppend: (run: () => void) => () => void;
}

/** The real pump over an in-memory source: lanes, ledger and fencing are those of production. */
export function createInMemoryConsumer(
  { topics, group, onAppend }: InMemoryConsumerPorts,
  options: RecordConsumerOptions,
  process: ProcessRecords,
): RecordConsumer {
  const closed = Promise.withResolvers<void>();
  let stopListening: (() => void) | undefined;
  const fetcher = createInMemoryFetcher(topics, (stretch) => pump.take(stretch));
  const leave = async (): Promise<void> => {
    stopListening?.();
    fetcher.assign([]);
    await group.leave(member);
  };
  const pump = createRecordPump(
    {
      source: {
        ...positionsOf(topics, group),
        pause: fetcher.pause,
        resume: fetcher.resume,
        commit: async (points) => group.commit(member, points),
      },
      process,
      now: Date.now,
      after,
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
      fetcher.assign(partitions);
      pump.assign(partitions);
    },
    rebalancing: pump.commit,
  };
  return {
    closed: closed.promise,
    partitions: pump.partitions,
    pause: pump.pause,
    resume: pump.resume,
    async start(signal) {
      signal.throwIfAborted();
      stopListening = onAppend(fetcher.fetchSoon);
      await group.join(member);
    },
    async stop(drainTimeoutMs) {
      await pump.drain(drainTimeoutMs);
      await leave();
      closed.resolve();
    },
  };
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function positionsOf(topics: InMemoryTopics, group: InMemoryGroup): Pick<RecordSource, 'facts' | 'logStart'> {
  return {
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
  };
}

import type {
  ProcessRecords,
  RecordConsumer,
  RecordConsumerOptions,
  RecordLogAdmin,
  RecordProducer,
  RecordReader,
} from '@millrace/pipeline';
import { createInMemoryAdmin } from './in-memory-admin.js';
import { createInMemoryConsumer } from './in-memory-consumer.js';
import { createInMemoryGroup } from './in-memory-group.js';
import type { CommittedEntry, InMemoryGroup } from './in-memory-group.js';
import { createInMemoryProducer } from './in-memory-producer.js';
import { createInMemoryReader } from './in-memory-reader.js';
import { createInMemoryTopics } from './in-memory-topics.js';

/** A record log in memory, and the levers by which a test does to it what happens to a broker. */
export interface InMemoryLog {
  readonly admin: RecordLogAdmin;
  createConsumer(options: RecordConsumerOptions, process: ProcessRecords): RecordConsumer;
  createProducer(options?: { readonly maxBufferedBytes?: number }): RecordProducer;
  createReader(): RecordReader;
  /** Producers wait for acknowledgement until the returned function is called. */
  holdAcknowledgements(): () => void;
  /** The next calls of any producer are refused with this reason. */
  refuseNextSends(calls: number, reason: Error): void;
  deleteRecords(topic: string, partition: number, before: number): void;
  /** With the topic go the offsets that groups committed on it. */
  deleteTopic(topic: string): void;
  appendControl(topic: string, partition: number, count: number): void;
  commitRaw(groupId: string, topic: string, partition: number, entry: CommittedEntry): void;
}

const DEFAULT_BUFFER_BYTES = 32 * 1024 * 1024;

/** An empty log. Its consumers run the production pump, so that ledgers and epochs behave as they do on Kafka. */
export function createInMemoryLog(): InMemoryLog {
  const topics = createInMemoryTopics();
  const groups = new Map<string, InMemoryGroup>();
  const listeners = new Set<() => void>();
  const acknowledgements = createAcknowledgements();
  const appended = () => listeners.forEach((run) => run());
  const group = (groupId: string): InMemoryGroup => {
    const found =
      groups.get(groupId) ?? createInMemoryGroup((topic) => topics.find(topic)?.partitions.length ?? 0);
    groups.set(groupId, found);
    return found;
  };
  const onAppend = (run: () => void) => {
    listeners.add(run);
    return () => void listeners.delete(run);
  };
  return {
    admin: createInMemoryAdmin(topics, group),
    createConsumer: (options, process) =>
      createInMemoryConsumer({ topics, group: group(options.groupId), onAppend }, options, process),
    createProducer: ({ maxBufferedBytes = DEFAULT_BUFFER_BYTES } = {}) =>
      createInMemoryProducer({
        topics,
        acknowledge: acknowledgements.acknowledge,
        appended,
        maxBufferedBytes,
      }),
    createReader: () => createInMemoryReader(topics),
    holdAcknowledgements: acknowledgements.hold,
    refuseNextSends: acknowledgements.refuseNext,
    deleteRecords: (topic, partition, before) => topics.partition(topic, partition).deleteBefore(before),
    deleteTopic(topic) {
      topics.delete(topic);
      for (const one of groups.values()) one.forgetTopic(topic);
    },
    appendControl(topic, partition, count) {
      topics.partition(topic, partition).appendControl(count);
      appended();
    },
    commitRaw: (groupId, topic, partition, entry) => group(groupId).setCommitted({ topic, partition }, entry),
  };
}

/** Says when producers hear of their records, and whether. */
function createAcknowledgements() {
  let held: Promise<void> = Promise.resolve();
  let refusals: Error[] = [];
  return {
    async acknowledge(): Promise<void> {
      const refusal = refusals.shift();
      await held;
      if (refusal) throw refusal;
    },
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    refuseNext(calls: number, reason: Error): void {
      refusals = Array.from({ length: calls }, () => reason);
    },
  };
}

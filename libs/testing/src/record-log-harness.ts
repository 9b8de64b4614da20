import type {
  OutboundRecord,
  ProcessRecords,
  RecordConsumer,
  RecordConsumerOptions,
  RecordLogAdmin,
  RecordOutcome,
  RecordProducer,
  RecordReader,
  SourceRecord,
} from '@millrace/pipeline';
import { ledgerBalances } from '@millrace/schemas';
import type { Outcome } from '@millrace/schemas';
import { uniqueName } from './unique-name.js';
import { waitFor } from './wait-for.js';

/** One implementation of the record log's ports, with the levers the contract needs. */
export interface RecordLogHarness {
  readonly admin: RecordLogAdmin;
  createConsumer(options: RecordConsumerOptions, process: ProcessRecords): RecordConsumer;
  createProducer(options?: { readonly maxBufferedBytes?: number }): RecordProducer;
  createReader(): RecordReader;
  deleteRecords(topic: string, partition: number, before: number): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  /** Appends offsets without a record, and records around them as it must; to partition 0. */
  appendControl(topic: string): Promise<void>;
  /** Commits for a group without members, past all checks of ours. */
  commitRaw(
    groupId: string,
    topic: string,
    partition: number,
    entry: { readonly offset: number; readonly metadata: string },
  ): Promise<void>;
  /** How long the implementation may take for something to happen, ms. */
  readonly patienceMs: number;
  close(): Promise<void>;
}

/** What a contract case works in: topics, producers and consumers that are gone after it. */
export interface RecordLogScene {
  createTopic(partitions: number, prefix?: string): Promise<string>;
  recreateTopic(topic: string, partitions: number): Promise<void>;
  produce(topic: string, count: number, record?: (index: number) => Partial<OutboundRecord>): Promise<void>;
  consume(
    topic: string,
    process: ProcessRecords,
    options?: Partial<RecordConsumerOptions>,
  ): Promise<RecordConsumer>;
  until<Result>(condition: () => Result | Promise<Result>): Promise<NonNullable<Result>>;
  /** Waits until the group has committed `total` offsets on the topic, with ledgers that balance. */
  untilCommitted(groupId: string, topic: string, total: number): Promise<ReturnType<typeof sums>>;
  end(): Promise<void>;
}

/** Small bounds, so that a few hundred records fill several batches and lanes. */
const OPTIONS = Object.freeze({
  maxBatchRecords: 50,
  maxBatchBytes: 1_000_000,
  lingerMs: 5,
  maxInFlight: 2,
  maxLaneBytes: 1_000_000,
  commitIntervalMs: 50,
});
const DRAIN_MS = 1_000;
const HOUR_MS = 3_600_000;

/** See {@link RecordLogScene}. */
export function createRecordLogScene(harness: RecordLogHarness): RecordLogScene {
  const consumers: RecordConsumer[] = [];
  const topics: string[] = [];
  const producer = harness.createProducer();
  const until = <Result>(condition: () => Result | Promise<Result>) => waitFor(condition, harness.patienceMs);
  const create = async (name: string, partitions: number) =>
    harness.admin.ensureTopics([
      { name, partitions, cleanup: 'delete', retentionMs: HOUR_MS, timestampType: 'LogAppendTime' },
    ]);
  return {
    until,
    async createTopic(partitions, prefix = 'orders') {
      const name = uniqueName(prefix);
      topics.push(name);
      await create(name, partitions);
      return name;
    },
    async recreateTopic(topic, partitions) {
      const before = await harness.admin.topicId(topic);
      await harness.deleteTopic(topic);
      await until(async () => {
        await create(topic, partitions);
        const id = await harness.admin.topicId(topic);
        return id !== undefined && id !== before;
      });
    },
    produce: (topic, count, record = () => ({})) =>
      producer.send(
        Array.from({ length: count }, (_, index) => ({
          topic,
          key: `key-${index % 7}`,
          value: Buffer.from(String(index)),
          headers: {},
          ...record(index),
        })),
      ),
    async consume(topic, process, options = {}) {
      const consumer = harness.createConsumer(
        { ...OPTIONS, groupId: groupOf(topic), topics: [topic], ...options },
        process,
      );
      consumer.closed.catch(() => undefined);
      consumers.push(consumer);
      await consumer.start(new AbortController().signal);
      return consumer;
    },
    untilCommitted: (groupId, topic, total) =>
      until(async () => {
        const found = sums(await harness.admin.committed(groupId, topic));
        return found.total === total ? found : undefined;
      }),
    async end() {
      await Promise.all(consumers.map((consumer) => consumer.stop(DRAIN_MS)));
      await producer.close(DRAIN_MS);
      for (const topic of topics) await harness.deleteTopic(topic).catch(() => undefined);
    },
  };
}

/** The group a scene's consumers of a topic are in. */
export function groupOf(topic: string): string {
  return `group-of-${topic}`;
}

/** Outcomes and gaps over all partitions, which must balance. */
export function sums(positions: Awaited<ReturnType<RecordLogAdmin['committed']>>) {
  const counts: Partial<Record<string, number>> = {};
  let total = 0;
  for (const { offset, ledger, partition } of positions) {
    if (offset === undefined) continue;
    if (!ledger || !ledgerBalances(ledger, offset))
      throw new Error(`partition ${partition}: offset ${offset} does not balance ${JSON.stringify(ledger)}`);
    total += offset;
    for (const [name, count] of [...Object.entries(ledger.counts), ...Object.entries(ledger.gaps)])
      counts[name] = (counts[name] ?? 0) + count;
  }
  return { total, counts };
}

/** The result of a processor that ends all its records alike. */
export function allAs(records: readonly SourceRecord[], outcome: Outcome): readonly RecordOutcome[] {
  return records.map((record) => ({ record, outcome }));
}

/**
 * The Kafka adapter beside kafkajs alone, on records of 400 bytes with headers: producer by codec, consumer with a
 * processor that does nothing, reader; CPU of this process, turn by turn in one run.
 */
import type { OutboundRecord } from '@millrace/pipeline';
import { scenarioOptions, uniqueName } from '@millrace/testing';
import { Admin } from '@platformatic/kafka';
import type { Compression } from '../src/index.js';
import {
  createRecordConsumer,
  createRecordLogAdmin,
  createRecordProducer,
  createRecordReader,
} from '../src/index.js';
import { createKafkajsClient } from '../src/kafkajs-client.js';

const PRODUCER_TURNS = ['none', 'lz4', 'zstd', 'snappy', 'lz4'] as const;
const { records, rounds } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS'],
  options: {
    records: {
      about: 'records, of which each turn of the producer writes a fifth',
      fallback: 1_000_000,
      min: 1_000,
    },
    rounds: { about: 'turns of the consumers', fallback: 2 },
  },
});
const PARTITIONS = 12;
const BATCH = 1_000;
const IN_FLIGHT = 20;

const brokers = process.env['KAFKA_BROKERS']!.split(',');
const settings = { brokers, clientId: 'millrace-bench' };

async function runAll(topic: string): Promise<void> {
  const each = Math.floor(records / PRODUCER_TURNS.length);
  for (const compression of PRODUCER_TURNS)
    await measured(`producer, ${compression}`, each, () => produce(topic, compression, each));
  const written = each * PRODUCER_TURNS.length;
  for (let round = 0; round < rounds; round += 1) {
    await measured('kafkajs eachBatch and nothing else', written, () => consumeWithKafkajs(topic, written));
    await measured('record consumer, processor of nothing', written, () => consume(topic, written));
  }
  await measured('reader, partition after partition', written, () => read(topic));
}

async function measured(name: string, count: number, work: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await work();
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const line = [
    name.padEnd(40),
    `${Math.round(count / seconds).toLocaleString('en')} records/s`.padStart(20),
    `${((user + system) / count).toFixed(2)} µs CPU a record`.padStart(24),
  ];
  process.stdout.write(`${line.join('')}\n`);
}

async function produce(topic: string, compression: Compression, count: number): Promise<void> {
  const producer = createRecordProducer(settings, { compression });
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let from = (next += BATCH) - BATCH; from < count; from = (next += BATCH) - BATCH)
      await producer.send(Array.from({ length: BATCH }, (_, index) => recordOf(topic, from + index)));
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  await producer.close(10_000);
}

/** A JSON line that compresses about as logs do, with the headers a record of `logs` has. */
function recordOf(topic: string, index: number): OutboundRecord {
  const id = Math.imul(index, 2_654_435_761) >>> 0;
  const text = `user ${id} failed to open resource /api/v1/items/${index % 9_973} after ${id % 500} ms `;
  const value = JSON.stringify({
    '@timestamp': '2026-11-21T12:00:00.000000000Z',
    'event.id': String(id),
    message: text,
  });
  return {
    topic,
    key: `key-${index % 1_000}`,
    value: Buffer.from(value.padEnd(399, '.') + '\n'),
    headers: { v: '1', id: String(id).padEnd(22, 'A'), tenant: 'default', day: '2026.11.21' },
  };
}

async function consumeWithKafkajs(topic: string, count: number): Promise<void> {
  const consumer = createKafkajsClient(settings).consumer({
    groupId: uniqueName('bench'),
    maxWaitTimeInMs: 100,
  });
  const done = Promise.withResolvers<void>();
  let seen = 0;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      seen += batch.messages.length;
      if (seen >= count) done.resolve();
    },
  });
  await done.promise;
  await consumer.disconnect();
}

async function consume(topic: string, count: number): Promise<void> {
  const done = Promise.withResolvers<void>();
  let seen = 0;
  const consumer = createRecordConsumer(
    settings,
    {
      groupId: uniqueName('bench'),
      topics: [topic],
      maxBatchRecords: 5_000,
      maxBatchBytes: 4_000_000,
      lingerMs: 5,
      maxInFlight: 2,
      maxLaneBytes: 4_000_000,
      commitIntervalMs: 1_000,
    },
    async (batch) => {
      seen += batch.length;
      if (seen >= count) done.resolve();
      return batch.map((record) => ({ record, outcome: 'indexed' }));
    },
  );
  await consumer.start(new AbortController().signal);
  await Promise.race([done.promise, consumer.closed]);
  await consumer.stop(5_000);
}

async function read(topic: string): Promise<void> {
  const reader = createRecordReader(settings);
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const range = { topic, partition, from: 0, to: Infinity };
    let seen = 0;
    for await (const batch of reader.read(range, new AbortController().signal)) seen += batch.length;
    if (seen === 0) throw new Error(`reading ${topic}[${partition}]: nothing was there`);
  }
  await reader.close();
}

const topic = uniqueName('bench');
const admin = createRecordLogAdmin(settings);
const levers = new Admin({ clientId: 'millrace-bench', bootstrapBrokers: brokers });
await admin.ensureTopics([
  {
    name: topic,
    partitions: PARTITIONS,
    cleanup: 'delete',
    retentionMs: 3_600_000,
    timestampType: 'LogAppendTime',
  },
]);
try {
  await runAll(topic);
} finally {
  await levers.deleteTopics({ topics: [topic] });
  await levers.close();
  await admin.close();
}

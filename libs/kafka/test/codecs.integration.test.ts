import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceRecord } from '@millrace/pipeline';
import { uniqueName, waitFor } from '@millrace/testing';
import type { RecordLogHarness } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPRESSIONS, createRecordProducer } from '../src/index.js';
import { findJavaClients } from './java-clients.js';
import { createKafkaHarness, testSettings } from './kafka-harness.js';

const COUNT = 3_000;
const valueOf = (index: number) => `value ${index} `.repeat(40);
const classes = mkdtempSync(join(tmpdir(), 'millrace-java-'));
const java = await findJavaClients(classes);
const why = java ? '' : ' (skipped: no Kafka jars in the cache, or no javac)';

describe.skipIf(!java)(`records in every codec, with Kafka's Java clients${why}`, () => {
  const topics: string[] = [];
  let harness: RecordLogHarness;
  beforeAll(async () => {
    harness = await createKafkaHarness();
  });
  afterAll(async () => {
    for (const topic of topics) await harness.deleteTopic(topic);
    await harness.close();
    rmSync(classes, { recursive: true });
  });
  const createTopic = async (name: string) => {
    topics.push(name);
    await harness.admin.ensureTopics([
      { name, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000, timestampType: 'LogAppendTime' },
    ]);
    return name;
  };

  it.each(COMPRESSIONS)('consumes and reads %s records of the Java producer', async (codec) => {
    const topic = await createTopic(uniqueName(`java-${codec}`));
    await java!.produce(topic, COUNT, codec);
    const seen: SourceRecord[] = [];
    const consumer = harness.createConsumer(
      {
        groupId: topic,
        topics: [topic],
        maxBatchRecords: 500,
        maxBatchBytes: 1_000_000,
        lingerMs: 5,
        maxInFlight: 1,
        maxLaneBytes: 4_000_000,
        commitIntervalMs: 100,
      },
      async (records) => {
        seen.push(...records);
        return records.map((record) => ({ record, outcome: 'accepted' as const }));
      },
    );
    await consumer.start(new AbortController().signal);
    await waitFor(() => seen.length === COUNT, 20_000);
    await consumer.stop(1_000);
    expect(seen.findIndex(({ value }, index) => String(value) !== valueOf(index))).toBe(-1);

    const reader = harness.createReader();
    let read = 0;
    const range = { topic, partition: 0, from: 0, to: COUNT };
    for await (const records of reader.read(range, AbortSignal.timeout(20_000)))
      for (const record of records) expect(String(record.value)).toBe(valueOf(read++));
    expect(read).toBe(COUNT);
    await reader.close();
  });

  it.each(COMPRESSIONS)('writes %s records that the Java consumer reads', async (compression) => {
    const topic = await createTopic(uniqueName(`ours-${compression}`));
    const producer = createRecordProducer(testSettings(), { compression });
    await producer.send(
      Array.from({ length: COUNT }, (_, index) => ({
        topic,
        key: null,
        value: Buffer.from(valueOf(index)),
        headers: {},
      })),
    );
    await producer.close(1_000);
    expect(await java!.consume(topic, COUNT)).toBe(`seen ${COUNT} wrong 0`);
  });
});

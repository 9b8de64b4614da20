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
  let harness: RecordLogHarness;
  const javas = new Map(COMPRESSIONS.map((codec) => [codec, uniqueName(`java-${codec}`)]));
  const ours = new Map(COMPRESSIONS.map((codec) => [codec, uniqueName(`ours-${codec}`)]));
  const topics = [...javas.values(), ...ours.values()];
  beforeAll(async () => {
    harness = await createKafkaHarness();
    const settings = { cleanup: 'delete', retentionMs: 3_600_000, timestampType: 'LogAppendTime' } as const;
    await harness.admin.ensureTopics(topics.map((name) => ({ name, partitions: 1, ...settings })));
    await java!.produce(COUNT, javas);
  });
  afterAll(async () => {
    for (const topic of topics) await harness.deleteTopic(topic);
    await harness.close();
    rmSync(classes, { recursive: true });
  });

  it.each(COMPRESSIONS)('consumes and reads %s records of the Java producer', async (codec) => {
    const topic = javas.get(codec)!;
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

  it(`writes records that the Java consumer reads: ${COMPRESSIONS.join(', ')}`, async () => {
    for (const [compression, topic] of ours) {
      const producer = createRecordProducer(testSettings(), { compression });
      const records = Array.from({ length: COUNT }, (_, index) => Buffer.from(valueOf(index)));
      await producer.send(records.map((value) => ({ topic, key: null, value, headers: {} })));
      await producer.close(1_000);
    }
    const seen = await java!.consume(COUNT, [...ours.values()]);
    expect(seen).toEqual(COMPRESSIONS.map(() => `seen ${COUNT} wrong 0`));
  });
});

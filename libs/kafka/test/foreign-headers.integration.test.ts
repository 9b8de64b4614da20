import { Producer } from '@platformatic/kafka';
import type { SourceRecord } from '@millrace/pipeline';
import { uniqueName, waitFor } from '@millrace/testing';
import type { RecordLogHarness } from '@millrace/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokers, createKafkaHarness } from './kafka-harness.js';

/** Legal in Kafka, and each of them breaks a client that looks names up in a plain object or expects bytes. */
const GIVEN: readonly (readonly [name: string, value: string | null])[] = [
  ['constructor', 'a'],
  ['toString', 'b'],
  ['toString', 'c'],
  ['__proto__', 'd'],
  ['hasOwnProperty', null],
  ['without-value', null],
  ['', 'e'],
  ['plain', 'f'],
];
const EXPECTED = [
  ['constructor', Buffer.from('a')],
  ['toString', [Buffer.from('b'), Buffer.from('c')]],
  ['__proto__', Buffer.from('d')],
  ['hasOwnProperty', Buffer.alloc(0)],
  ['without-value', Buffer.alloc(0)],
  ['', Buffer.from('e')],
  ['plain', Buffer.from('f')],
];

/** kafkajs writes neither a repeated name nor a missing value, so the other client does it. */
async function produceForeign(topic: string): Promise<void> {
  const producer = new Producer({ clientId: 'millrace-test', bootstrapBrokers: brokers() });
  const headers = new Map(
    GIVEN.map(([name, value]) => [Buffer.from(name), value === null ? null! : Buffer.from(value)] as const),
  );
  await producer.send({ messages: [{ topic, partition: 0, value: Buffer.from('x'), headers }] });
  await producer.close();
}

describe('headers of foreign producers', () => {
  const topic = uniqueName('foreign-headers');
  let harness: RecordLogHarness;
  beforeAll(async () => {
    harness = await createKafkaHarness();
    await harness.admin.ensureTopics([
      {
        name: topic,
        partitions: 1,
        cleanup: 'delete',
        retentionMs: 3_600_000,
        timestampType: 'LogAppendTime',
      },
    ]);
    await produceForeign(topic);
  });
  afterAll(async () => {
    await harness.deleteTopic(topic);
    await harness.close();
  });

  it('reach the processor as they were sent, whatever their names; one without a value is empty', async () => {
    const seen: SourceRecord[] = [];
    const consumer = harness.createConsumer(
      {
        groupId: topic,
        topics: [topic],
        maxBatchRecords: 10,
        maxBatchBytes: 1_000,
        lingerMs: 1,
        maxInFlight: 1,
        maxLaneBytes: 1_000,
        commitIntervalMs: 50,
      },
      async (records) => {
        seen.push(...records);
        return records.map((record) => ({ record, outcome: 'accepted' as const }));
      },
    );
    await consumer.start(AbortSignal.timeout(20_000));
    await Promise.race([waitFor(() => seen.length === 1, 20_000), consumer.closed]).finally(() =>
      consumer.stop(1_000),
    );
    expect(Object.entries(seen[0]!.headers)).toEqual(EXPECTED);
  });

  it('are read by position as they were sent', async () => {
    const reader = harness.createReader();
    const read: SourceRecord[] = [];
    for await (const records of reader.read(
      { topic, partition: 0, from: 0, to: 1 },
      AbortSignal.timeout(20_000),
    ))
      read.push(...records);
    await reader.close();
    expect(Object.entries(read[0]!.headers)).toEqual(EXPECTED);
  });
});

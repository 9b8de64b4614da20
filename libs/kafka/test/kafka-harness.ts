import { serverAddress } from '@millrace/testing';
import type { RecordLogHarness } from '@millrace/testing';
import { Admin } from '@platformatic/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { offsetCommitV8 } from '@platformatic/kafka';
import {
  createRecordConsumer,
  createRecordLogAdmin,
  createRecordProducer,
  createRecordReader,
} from '../src/index.js';
import type { KafkaSettings } from '../src/index.js';

/** Address of the broker under test; integration tests are started with it in the environment. */
export function brokers(): string[] {
  return serverAddress('KAFKA_BROKERS').split(',');
}

/** Settings for the broker under test. */
export function testSettings(): KafkaSettings {
  return { brokers: brokers(), clientId: 'millrace-test' };
}

/** The adapter on the broker under test. */
export async function createKafkaHarness(): Promise<RecordLogHarness> {
  const settings = testSettings();
  const admin = createRecordLogAdmin(settings);
  const raw = new Admin({ clientId: 'millrace-test-levers', bootstrapBrokers: brokers() });
  return {
    admin,
    patienceMs: 30_000,
    createConsumer: (options, work) => createRecordConsumer(settings, options, work),
    createProducer: (options) => createRecordProducer(settings, options),
    createReader: () => createRecordReader(settings),
    async deleteRecords(topic, partition, before) {
      await raw.deleteRecords({
        topics: [{ name: topic, partitions: [{ partition, offset: BigInt(before) }] }],
      });
    },
    deleteTopic: (topic) => raw.deleteTopics({ topics: [topic] }),
    appendControl: writeTransaction,
    async commitRaw(groupId, topic, partition, { offset, metadata }) {
      const [coordinator] = await raw.findCoordinator({ keyType: 0, keys: [groupId] });
      const connections = await raw.connectToBrokers([coordinator!.nodeId]);
      const committed = {
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
        committedMetadata: metadata,
      };
      await offsetCommitV8.api.async(connections.get(coordinator!.nodeId)!, groupId, -1, '', null, [
        { name: topic, partitions: [committed] },
      ]);
    },
    async close() {
      await admin.close();
      await raw.close();
    },
  };
}

/** Two transactions, one of them aborted: two markers and one record that no consumer may see. */
async function writeTransaction(topic: string): Promise<void> {
  const kafka = new Kafka({ brokers: brokers(), clientId: 'millrace-test', logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    transactionalId: `tx-${topic}-${Math.random()}`,
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: () => () => 0,
  });
  await producer.connect();
  for (const end of ['abort', 'commit'] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: end }] });
    await transaction[end]();
  }
  await producer.disconnect();
}

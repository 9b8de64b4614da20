import { createRecordLogAdmin, createRecordProducer } from '@millrace/kafka';
import type { KafkaSettings } from '@millrace/kafka';
import {
  connectMongo,
  createCorrelationStore,
  createInstanceStore,
  createTopicIdentityStore,
} from '@millrace/mongo';
import { kafkaConnection, mongoConnection } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { EngineConfig } from './config.js';

/** Time for the producer to send what it holds when the service stops, ms. */
const PRODUCER_CLOSE_TIMEOUT_MS = 5_000;

/** Connections to Kafka and MongoDB, and the ports over them. Rejects when MongoDB does not answer. */
export async function openServers(config: EngineConfig, logger: Logger) {
  const kafka: KafkaSettings = {
    ...kafkaConnection(config, 'millrace-correlation-engine'),
    log: (level, event, fields) => logger[level](event, fields),
  };
  const mongo = await connectMongo(mongoConnection(config));
  const producer = createRecordProducer(kafka);
  const recordLog = createRecordLogAdmin(kafka);
  return {
    kafka,
    producer,
    recordLog,
    store: await createCorrelationStore(mongo),
    topicIdentities: createTopicIdentityStore(mongo),
    instances: await createInstanceStore(mongo),
    checkMongo: mongo.check,
    /** Closes all of them, also when one fails to close. */
    async close(): Promise<void> {
      await producer.close(PRODUCER_CLOSE_TIMEOUT_MS);
      await Promise.allSettled([recordLog.close(), mongo.close()]);
    },
  };
}

/** See {@link openServers}. */
export type Servers = Awaited<ReturnType<typeof openServers>>;

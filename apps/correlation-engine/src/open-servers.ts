import { createRecordLogAdmin, createRecordProducer } from '@millrace/kafka';
import type { KafkaSettings } from '@millrace/kafka';
import {
  connectMongo,
  createCorrelationStore,
  createInstanceStore,
  createTopicIdentityStore,
} from '@millrace/mongo';
import { kafkaConnection, mongoConnection, openTogether } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { EngineConfig } from './config.js';

/** Connections to Kafka and MongoDB, and the ports over them. Rejects, with all closed, when MongoDB does not answer. */
export function openServers(config: EngineConfig, logger: Logger) {
  return openTogether(async (toClose) => {
    const kafka: KafkaSettings = kafkaConnection(config, 'millrace-correlation-engine', logger);
    const mongo = toClose(await connectMongo(mongoConnection(config)));
    return {
      kafka,
      recordLog: toClose(createRecordLogAdmin(kafka)),
      producer: toClose(createRecordProducer(kafka)),
      store: await createCorrelationStore(mongo),
      topicIdentities: createTopicIdentityStore(mongo),
      instances: await createInstanceStore(mongo),
      checkMongo: mongo.check,
    };
  });
}

/** See {@link openServers}. */
export type Servers = Awaited<ReturnType<typeof openServers>>;

import {
  createBulkTransport,
  createClusterProbe,
  createElasticsearchClient,
  createIndexAdmin,
  createWriteProbe,
} from '@millrace/elasticsearch';
import { createRecordLogAdmin, createRecordProducer } from '@millrace/kafka';
import type { KafkaSettings } from '@millrace/kafka';
import {
  connectMongo,
  createInstanceStore,
  createNumberNameRegistry,
  createRetentionDeletionStore,
  createTopicIdentityStore,
} from '@millrace/mongo';
import { elasticsearchConnection, kafkaConnection, mongoConnection } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { IndexerConfig } from './config.js';

/** Time for the producer to send what it holds when the service stops, ms. */
const PRODUCER_CLOSE_TIMEOUT_MS = 5_000;
/** Time one administrative request may take, ms. */
const ADMIN_TIMEOUT_MS = 15_000;

/** Connections to the three servers, and the ports over them. Rejects when MongoDB does not answer. */
export async function openServers(config: IndexerConfig, logger: Logger) {
  const kafka: KafkaSettings = {
    ...kafkaConnection(config, 'millrace-indexer'),
    log: (level, event, fields) => logger[level](event, fields),
  };
  const mongo = await connectMongo(mongoConnection(config));
  const access = elasticsearchConnection(config);
  const bulkClient = createElasticsearchClient({
    ...access,
    requestTimeoutMs: config.MILLRACE_INDEXER_BULK_TIMEOUT_MS,
  });
  const adminClient = createElasticsearchClient({
    ...access,
    requestTimeoutMs: ADMIN_TIMEOUT_MS,
  });
  const producer = createRecordProducer(kafka);
  const recordLog = createRecordLogAdmin(kafka);
  return {
    kafka,
    producer,
    recordLog,
    transport: createBulkTransport(bulkClient),
    indexAdmin: createIndexAdmin(adminClient),
    probe: createClusterProbe(adminClient),
    writeProbe: createWriteProbe(adminClient),
    numberNames: createNumberNameRegistry(mongo),
    retentionDeletions: createRetentionDeletionStore(mongo),
    topicIdentities: createTopicIdentityStore(mongo),
    instances: await createInstanceStore(mongo),
    /** Closes all of them, also when one fails to close. */
    async close(): Promise<void> {
      await producer.close(PRODUCER_CLOSE_TIMEOUT_MS);
      await Promise.allSettled([recordLog.close(), mongo.close(), bulkClient.close(), adminClient.close()]);
    },
  };
}

/** See {@link openServers}. */
export type Servers = Awaited<ReturnType<typeof openServers>>;

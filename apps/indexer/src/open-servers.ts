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
import { elasticsearchConnection, kafkaConnection, mongoConnection, openTogether } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { IndexerConfig } from './config.js';

/** Time one administrative request may take, ms. */
const ADMIN_TIMEOUT_MS = 15_000;

/** Connections to the three servers, and the ports over them. Rejects, with all closed, when MongoDB does not answer. */
export function openServers(config: IndexerConfig, logger: Logger) {
  return openTogether(async (toClose) => {
    const kafka: KafkaSettings = kafkaConnection(config, 'millrace-indexer', logger);
    const elasticsearch = (requestTimeoutMs: number) =>
      toClose(createElasticsearchClient({ ...elasticsearchConnection(config), requestTimeoutMs }));
    const mongo = toClose(await connectMongo(mongoConnection(config)));
    const adminClient = elasticsearch(ADMIN_TIMEOUT_MS);
    return {
      kafka,
      transport: createBulkTransport(elasticsearch(config.MILLRACE_INDEXER_BULK_TIMEOUT_MS)),
      indexAdmin: createIndexAdmin(adminClient),
      probe: createClusterProbe(adminClient),
      writeProbe: createWriteProbe(adminClient),
      recordLog: toClose(createRecordLogAdmin(kafka)),
      producer: toClose(createRecordProducer(kafka)),
      numberNames: createNumberNameRegistry(mongo),
      retentionDeletions: createRetentionDeletionStore(mongo),
      topicIdentities: createTopicIdentityStore(mongo),
      instances: await createInstanceStore(mongo),
    };
  });
}

/** See {@link openServers}. */
export type Servers = Awaited<ReturnType<typeof openServers>>;

import { createByteBudget } from '@millrace/http';
import type { ByteBudget } from '@millrace/http';
import { createRedactor } from '@millrace/intake';
import type { Redactor } from '@millrace/intake';
import { createRecordLogAdmin, createRecordProducer } from '@millrace/kafka';
import type { KafkaSettings } from '@millrace/kafka';
import {
  connectMongo,
  createApiKeyStore,
  createFirstArrivalStore,
  createInstanceStore,
  createNumberNameRegistry,
  createTenantStore,
  createTopicIdentityStore,
} from '@millrace/mongo';
import type {
  ApiKeyStore,
  FirstArrivalStore,
  InstanceStore,
  MongoConnection,
  TenantStore,
} from '@millrace/mongo';
import type { RecordLogAdmin, RecordProducer, TopicIdentities } from '@millrace/pipeline';
import { kafkaConnection, mongoConnection } from '@millrace/runtime';
import type { NumberNameRegistry } from '@millrace/schemas';
import type { IngestConfig } from './config.js';
import type { IngestTopics } from './ingest-topics.js';
import { requiredTopics } from './ingest-topics.js';
import { readRedactionPolicy } from './redaction-file.js';
import type { ChunkBounds } from './steps/chunk-logs.js';
import type { IngestEvents } from './telemetry.js';

/** What ingest is made of once its servers answered. */
export interface IngestParts {
  readonly config: IngestConfig;
  readonly events: IngestEvents;
  readonly topics: IngestTopics;
  readonly kafka: KafkaSettings;
  readonly mongo: MongoConnection;
  readonly keys: ApiKeyStore;
  readonly tenants: TenantStore;
  readonly arrivals: FirstArrivalStore;
  readonly instances: InstanceStore;
  readonly registry: NumberNameRegistry;
  readonly topicIdentities: TopicIdentities;
  readonly admin: RecordLogAdmin;
  /** Two producers, so that a backlog of raw records cannot keep requests waiting. */
  readonly httpProducer: RecordProducer;
  readonly rawProducer: RecordProducer;
  readonly redactor: Redactor;
  readonly budget: ByteBudget;
  readonly retentionMs: number;
  readonly chunk: ChunkBounds;
  /** Flushes the producers within the time and closes every connection. */
  close(flushTimeoutMs: number): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;
/** One chunk takes some 20 ms to judge, so other requests get their turn; its records fill a few batches. */
const CHUNK: ChunkBounds = Object.freeze({ logs: 1_000, bytes: 1_048_576 });

/**
 * Reads the redaction policy, connects to MongoDB and Kafka and makes sure of the topics. Rejects when one of them
 * does not answer; what was connected is closed again.
 */
export async function connectIngest(
  config: IngestConfig,
  topics: IngestTopics,
  events: IngestEvents,
): Promise<IngestParts> {
  const redactor = createRedactor(readRedactionPolicy(config.MILLRACE_REDACTION_FILE));
  const kafka = kafkaConnection(config, 'millrace-ingest');
  const mongo = await connectMongo(mongoConnection(config));
  const admin = createRecordLogAdmin(kafka);
  try {
    const differences = await admin.ensureTopics(requiredTopics(topics, config.MILLRACE_RAW_TENANT));
    differences.forEach(events.topicDrifted);
    const stores = await openStores(mongo);
    const producers = createProducers(kafka, config);
    return {
      ...{ config, events, topics, kafka, mongo, admin, redactor, ...stores, ...producers },
      budget: createByteBudget(config.MILLRACE_INGEST_BODY_BUDGET_BYTES),
      retentionMs: config.MILLRACE_RETENTION_DAYS * DAY_MS,
      chunk: CHUNK,
      close: async (flushTimeoutMs) => {
        await Promise.all(Object.values(producers).map((producer) => producer.close(flushTimeoutMs)));
        await Promise.all([admin.close(), mongo.close()]);
      },
    };
  } catch (error) {
    await Promise.allSettled([admin.close(), mongo.close()]);
    throw error;
  }
}

async function openStores(mongo: MongoConnection) {
  const [keys, arrivals, instances] = await Promise.all([
    createApiKeyStore(mongo),
    createFirstArrivalStore(mongo),
    createInstanceStore(mongo),
  ]);
  return {
    keys,
    arrivals,
    instances,
    tenants: createTenantStore(mongo),
    registry: createNumberNameRegistry(mongo),
    topicIdentities: createTopicIdentityStore(mongo),
  };
}

function createProducers(kafka: KafkaSettings, config: IngestConfig) {
  const options = {
    maxBufferedBytes: config.MILLRACE_INGEST_BUFFER_BYTES,
    deliveryTimeoutMs: config.MILLRACE_INGEST_ACK_TIMEOUT_MS,
  };
  return {
    httpProducer: createRecordProducer(kafka, options),
    rawProducer: createRecordProducer(kafka, options),
  };
}

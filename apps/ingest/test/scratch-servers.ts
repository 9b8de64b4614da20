import { createRecordLogAdmin, createRecordProducer, createRecordReader } from '@millrace/kafka';
import { connectMongo } from '@millrace/mongo';
import type { SourceRecord } from '@millrace/pipeline';
import { deleteTopics, recordsIn, serverAddress, uniqueName } from '@millrace/testing';
import { TOPICS } from '@millrace/schemas';
import type { IngestNames } from '../src/start-ingest.js';

/** Names of one test's own topics, group and database on the real servers, and ways to look into them. */
export interface ScratchServers {
  readonly names: IngestNames;
  readonly env: Readonly<Record<string, string>>;
  readonly mongo: Awaited<ReturnType<typeof connectMongo>>;
  readonly admin: ReturnType<typeof createRecordLogAdmin>;
  readonly producer: ReturnType<typeof createRecordProducer>;
  /** Everything in a topic, by partition and offset. */
  readTopic(topic: string): Promise<readonly SourceRecord[]>;
  drop(): Promise<void>;
}

/** Makes the topics; `brokers` when they are not the ones of the environment. */
export async function scratchServers(brokers = serverAddress('KAFKA_BROKERS')): Promise<ScratchServers> {
  const kafka = { brokers: brokers.split(','), clientId: 'millrace-ingest-test' };
  const database = uniqueName('ingest');
  const base = uniqueName('ingest');
  const names: IngestNames = {
    topics: { raw: `${base}.raw`, logs: `${base}.logs`, deadLetters: `${base}.letters` },
    groupId: base,
  };
  const mongo = await connectMongo({ url: serverAddress('MONGODB_URL'), database });
  const admin = createRecordLogAdmin(kafka);
  const producer = createRecordProducer(kafka);
  const reader = createRecordReader(kafka);
  await admin.ensureTopics(
    Object.values(names.topics).map((name: string) => ({ ...TOPICS.logs, name, partitions: 3 })),
  );
  return {
    names,
    mongo,
    admin,
    producer,
    env: {
      KAFKA_BROKERS: brokers,
      MONGODB_URL: serverAddress('MONGODB_URL'),
      MILLRACE_DATABASE: database,
      MILLRACE_INGEST_PORT: '0',
      MILLRACE_RAW_DISCOVERY_INTERVAL_MS: '200',
    },
    readTopic: (topic) => recordsIn({ admin, reader }, topic),
    drop: async () => {
      await mongo.db.dropDatabase();
      await Promise.all([producer.close(1_000), reader.close(), admin.close(), mongo.close()]);
      await deleteTopics(kafka.brokers, Object.values(names.topics));
    },
  };
}

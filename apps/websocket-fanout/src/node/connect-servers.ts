import { createRecordFollower, createRecordLogAdmin, createRecordReader } from '@millrace/kafka';
import {
  connectMongo,
  createApiKeyStore,
  createInstanceStore,
  createSigningKeyStore,
  createTicketRedemptionStore,
} from '@millrace/mongo';
import { kafkaConnection, mongoConnection } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { FanoutConfig } from '../config.js';

/** Connections to Kafka and MongoDB, and the ports over them. Rejects when MongoDB does not answer. */
export async function connectServers(config: FanoutConfig, logger: Logger) {
  const kafka = {
    ...kafkaConnection(config, 'millrace-websocket-fanout'),
    log: (
      level: 'error' | 'warn' | 'info' | 'debug',
      event: string,
      fields: Readonly<Record<string, unknown>>,
    ) => logger[level](event, fields),
  };
  const mongo = await connectMongo(mongoConnection(config));
  const admin = createRecordLogAdmin(kafka);
  const reader = createRecordReader(kafka);
  const follower = createRecordFollower(kafka);
  return {
    kafka,
    instances: await createInstanceStore(mongo),
    admin,
    reader,
    follower,
    mongo,
    apiKeys: await createApiKeyStore(mongo),
    signingKeys: await createSigningKeyStore(mongo),
    redemptions: await createTicketRedemptionStore(mongo),
    /** Closes all of them, also when one fails to close. */
    async close(): Promise<void> {
      await Promise.allSettled([follower.close(), reader.close(), admin.close(), mongo.close()]);
    },
  };
}

/** See {@link connectServers}. */
export type FanoutServers = Awaited<ReturnType<typeof connectServers>>;

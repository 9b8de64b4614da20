import { createRecordFollower, createRecordLogAdmin, createRecordReader } from '@millrace/kafka';
import {
  connectMongo,
  createApiKeyStore,
  createInstanceStore,
  createSigningKeyStore,
  createTicketRedemptionStore,
} from '@millrace/mongo';
import { kafkaConnection, mongoConnection, openTogether } from '@millrace/runtime';
import type { Logger } from '@millrace/runtime';
import type { FanoutConfig } from '../config.js';

/** Connections to Kafka and MongoDB, and the ports over them. Rejects, with all closed, when MongoDB does not answer. */
export function connectServers(config: FanoutConfig, logger: Logger) {
  return openTogether(async (toClose) => {
    const kafka = kafkaConnection(config, 'millrace-websocket-fanout', logger);
    const mongo = toClose(await connectMongo(mongoConnection(config)));
    return {
      kafka,
      instances: await createInstanceStore(mongo),
      admin: toClose(createRecordLogAdmin(kafka)),
      reader: toClose(createRecordReader(kafka)),
      follower: toClose(createRecordFollower(kafka)),
      mongo,
      apiKeys: await createApiKeyStore(mongo),
      signingKeys: await createSigningKeyStore(mongo),
      redemptions: await createTicketRedemptionStore(mongo),
    };
  });
}

/** See {@link connectServers}. */
export type FanoutServers = Awaited<ReturnType<typeof connectServers>>;

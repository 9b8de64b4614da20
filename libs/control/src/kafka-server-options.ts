import type { ServerKafka } from '@nestjs/microservices';
import type { LogFields, Logger } from '@millrace/runtime';

/** Where brokers are and how to be let in; the shape of `kafkaConnection`. */
export interface BusConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls?: object;
  readonly sasl?: object;
}

/** What a member of the bus is made from. */
export interface KafkaBusOptions {
  readonly connection: BusConnection;
  readonly logger: Logger;
}

/** Waits for a handshake and for one answer, ms; the transport's own second is too short for a broker that starts. */
const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** How long a fetch waits for a message, ms: commands are rare, and a broker answers as soon as there is one. */
const FETCH_WAIT_MS = 1_000;
const GROUP_PREFIX = 'millrace-control-';

type ServerOptions = ConstructorParameters<typeof ServerKafka>[0];

/** What the transport of an instance is made with. */
export function kafkaServerOptions({ connection, logger }: KafkaBusOptions, instance: string): ServerOptions {
  const { brokers, clientId, tls, sasl } = connection;
  return {
    postfixId: '',
    client: {
      ...{ brokers: [...brokers], clientId, connectionTimeout: CONNECTION_TIMEOUT_MS },
      requestTimeout: REQUEST_TIMEOUT_MS,
      logCreator: () => reportTo(logger),
      ...(tls && { ssl: { ...tls } }),
      ...(sasl && { sasl: sasl as never }),
    },
    // A group of its own, so that it hears everything.
    consumer: {
      groupId: `${GROUP_PREFIX}${instance}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: FETCH_WAIT_MS,
    },
    subscribe: { fromBeginning: false },
    run: { autoCommit: false },
    producer: {
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ partitionMetadata }) =>
          Math.min(...partitionMetadata.map(({ partitionId }) => partitionId)),
    },
  };
}

interface KafkajsEntry {
  readonly namespace: string;
  readonly level: number;
  readonly log: { readonly message: string } & LogFields;
}

/** For whoever debugs it: kafkajs calls an error what it then tries again, and what fails for good has its own event. */
function reportTo(logger: Logger): (entry: KafkajsEntry) => void {
  return ({ namespace, level, log }) => {
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = log;
    logger.debug('control-transport-reported', { namespace, level, message, ...fields });
  };
}

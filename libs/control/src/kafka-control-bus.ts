import { ServerKafka } from '@nestjs/microservices';
import type { LogFields, Logger } from '@millrace/runtime';
import type { BusHandlers, ControlBus, JoinBus } from './control-bus.js';

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
/** Longest wait for the first fetch, ms; joining a group takes some seconds. */
const HEARING_TIMEOUT_MS = 30_000;

const GROUP_PREFIX = 'millrace-control-';

interface BusConsumer {
  on(event: 'consumer.fetch', run: () => void): () => void;
}

interface BusProducer {
  send(batch: {
    readonly topic: string;
    readonly messages: readonly { readonly key: string; readonly value: string }[];
  }): Promise<unknown>;
}

/**
 * Joins the control topics, under the name of an instance, over Nest's Kafka transport. Nothing is committed: a member hears what is published while
 * it is there, and its group is gone with it. All messages of a topic go to one partition, so that they are in order.
 */
export function kafkaControlBus(options: KafkaBusOptions): (instance: string) => JoinBus {
  return (instance) => (handlers) => join(serverOptions(options, instance), handlers);
}

async function join(options: ServerOptions, handlers: BusHandlers): Promise<ControlBus> {
  const server = new ServerKafka(options);
  for (const [topic, take] of handlers) server.addHandler(topic, take, true);
  try {
    await listening(server);
    await hearing(server);
  } catch (error) {
    await server.close().catch(() => undefined);
    throw error;
  }
  const [, , producer] = server.unwrap<[unknown, unknown, BusProducer]>();
  return {
    async publish(topic, key, message) {
      await producer.send({ topic, messages: [{ key, value: JSON.stringify(message) }] });
    },
    close: () => server.close(),
  };
}

async function listening(server: ServerKafka): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // The transport's callback is how it tells a failure, too.
  await server.listen((error?: unknown) => {
    if (error === undefined) resolve();
    else reject(new Error('joining the control topics: the transport did not start', { cause: error }));
  });
  await promise;
}

/**
 * Where a member begins to hear is settled with its first fetch, not when it has joined: what is published in between
 * would be missed, so nobody may count on it before.
 */
async function hearing(server: ServerKafka): Promise<void> {
  const [, consumer] = server.unwrap<[unknown, BusConsumer, unknown]>();
  const fetched = Promise.withResolvers<void>();
  const forget = consumer.on('consumer.fetch', fetched.resolve);
  const late = setTimeout(() => {
    fetched.reject(new Error(`joining the control topics: no fetch within ${HEARING_TIMEOUT_MS} ms`));
  }, HEARING_TIMEOUT_MS);
  await fetched.promise.finally(() => {
    clearTimeout(late);
    forget();
  });
}

type ServerOptions = ConstructorParameters<typeof ServerKafka>[0];

function serverOptions({ connection, logger }: KafkaBusOptions, instance: string): ServerOptions {
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

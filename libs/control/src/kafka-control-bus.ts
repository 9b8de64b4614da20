import { ServerKafka } from '@nestjs/microservices';
import type { ControlBus, JoinBus } from './control-bus.js';
import { kafkaServerOptions } from './kafka-server-options.js';
import type { KafkaBusOptions } from './kafka-server-options.js';

/** Longest wait for the first fetch, ms; joining a group takes some seconds. */
const HEARING_TIMEOUT_MS = 30_000;

interface BusConsumer {
  on(event: 'consumer.fetch', run: () => void): () => void;
  on(
    event: 'consumer.crash',
    run: (event: { readonly payload: { readonly error: Error; readonly restart: boolean } }) => void,
  ): () => void;
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
  return (instance) => async (handlers, signal) => {
    const server = new ServerKafka(kafkaServerOptions(options, instance));
    for (const [topic, take] of handlers) server.addHandler(topic, take, true);
    return join(server, signal);
  };
}

async function join(server: ServerKafka, signal: AbortSignal): Promise<ControlBus> {
  try {
    await listening(server);
    const closed = closedOf(server);
    await hearing(server, AbortSignal.any([signal, closed]));
    return joined(server, closed);
  } catch (error) {
    await server.close().catch(() => undefined);
    throw error;
  }
}

function joined(server: ServerKafka, closed: AbortSignal): ControlBus {
  const [, , producer] = server.unwrap<[unknown, unknown, BusProducer]>();
  return {
    closed,
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

/** Most crashes are restarted by kafkajs itself; after the others it is silent for good. */
function closedOf(server: ServerKafka): AbortSignal {
  const closed = new AbortController();
  const [, consumer] = server.unwrap<[unknown, BusConsumer, unknown]>();
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
    if (!restart)
      closed.abort(new Error('hearing the control topics: the consumer crashed', { cause: error }));
  });
  return closed.signal;
}

/**
 * Where a member begins to hear is settled with its first fetch, not when it has joined: what is published in between
 * would be missed, so nobody may count on it before.
 */
async function hearing(server: ServerKafka, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const [, consumer] = server.unwrap<[unknown, BusConsumer, unknown]>();
  const fetched = Promise.withResolvers<void>();
  const forget = consumer.on('consumer.fetch', fetched.resolve);
  const late = setTimeout(() => {
    fetched.reject(new Error(`joining the control topics: no fetch within ${HEARING_TIMEOUT_MS} ms`));
  }, HEARING_TIMEOUT_MS);
  const abort = () => fetched.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  await fetched.promise.finally(() => {
    clearTimeout(late);
    forget();
    signal.removeEventListener('abort', abort);
  });
}

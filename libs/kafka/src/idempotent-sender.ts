import type { Message, Producer, TopicMessages } from 'kafkajs';
import type { KafkaSettings } from './kafka-settings.js';
import { KAFKAJS_COMPRESSION, createKafkajsClient } from './kafkajs-client.js';
import type { OutboundMessage } from './outbound-message.js';
import type { Compression } from './record-codecs.js';
import { createRecordPartitioner } from './record-partitioner.js';
import { createSocketGate } from './socket-gate.js';
import { verifyAccess } from './verify-access.js';

/** Sends one batch at a time through an idempotent kafkajs producer. */
export interface IdempotentSender {
  /** Resolves when all in-sync replicas have it. Rejects after `deliveryTimeoutMs`, or sooner when refused. */
  send(messages: readonly OutboundMessage[]): Promise<void>;
  disconnect(): Promise<void>;
}

/** How a sender sends. */
export interface SenderOptions {
  readonly compression: Compression;
  readonly deliveryTimeoutMs: number;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
/** Retries whose waits, 100 + 200 + 400 + 800 + 1,600 ms, lead up to the last; and their sum. */
const RAMP_RETRIES = 5;
const RAMP_MS = 3_100;
/** Retries of a request that the brokers answered, such as one sent to a partition's former leader: about 9 s. */
const REQUEST_RETRIES = RAMP_RETRIES + 3;

/**
 * kafkajs counts sequence numbers back by a whole request when any part of it fails, although the broker may have
 * kept the other parts; the next batch under such a number is taken for a repetition, acknowledged and dropped. So
 * after any failure that kafkajs did not get over itself, its client is given up for a fresh one with an id of its
 * own. The same holds for two requests at a time, therefore callers wait for one before they send the next.
 */
export function createIdempotentSender(settings: KafkaSettings, options: SenderOptions): IdempotentSender {
  let current: Connection | undefined;
  return {
    async send(messages) {
      const connection = (current ??= connect(settings, options.deliveryTimeoutMs));
      try {
        await within(sendThrough(connection, messages, options.compression), options.deliveryTimeoutMs);
      } catch (error) {
        current = undefined;
        connection.shut();
        throw error;
      }
    },
    async disconnect() {
      const connection = current;
      current = undefined;
      await connection?.producer.disconnect();
      connection?.shut();
    },
  };
}

interface Connection {
  readonly producer: Producer;
  readonly ready: Promise<void>;
  readonly nextBatch: () => void;
  readonly shut: () => void;
}

function connect(settings: KafkaSettings, deliveryTimeoutMs: number): Connection {
  const partitioner = createRecordPartitioner();
  const gate = createSocketGate();
  const waits = { initialRetryTime: FIRST_RETRY_MS, maxRetryTime: LAST_RETRY_MS };
  // For as long as a delivery may take kafkajs tries to reach a broker that is away; it would give up after 5 times.
  const reaching = RAMP_RETRIES + Math.max(0, Math.ceil((deliveryTimeoutMs - RAMP_MS) / LAST_RETRY_MS));
  const kafka = createKafkajsClient(settings, {
    retry: { ...waits, retries: reaching },
    socketFactory: gate.factory,
  });
  const producer = kafka.producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: partitioner.createPartitioner,
    retry: { ...waits, retries: REQUEST_RETRIES },
  });
  const ready = verifyAccess(settings).then(() => {
    gate.throwIfShut();
    return producer.connect();
  });
  return { producer, ready, nextBatch: partitioner.nextBatch, shut: gate.shut };
}

async function sendThrough(
  connection: Connection,
  messages: readonly OutboundMessage[],
  compression: Compression,
): Promise<void> {
  await connection.ready;
  connection.nextBatch();
  const topicMessages = groupByTopic(messages);
  await connection.producer.sendBatch({
    acks: -1,
    compression: KAFKAJS_COMPRESSION[compression],
    topicMessages,
  });
}

function groupByTopic(messages: readonly OutboundMessage[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, message } of messages) {
    const list = topics.get(topic);
    if (list) list.push(message);
    else topics.set(topic, [message]);
  }
  return [...topics].map(([topic, list]) => ({ topic, messages: list }));
}

async function within(work: Promise<void>, timeoutMs: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no acknowledgement within ${timeoutMs} ms`)), timeoutMs);
  work.catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

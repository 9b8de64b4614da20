import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs';
import { KAFKAJS_COMPRESSION } from './kafkajs-client.js';
import type { OutboundMessage } from './outbound-message.js';
import type { Compression } from './record-codecs.js';
import { createRecordPartitioner } from './record-partitioner.js';

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
/** 100 + 200 + 400 + 800 + 1,600 ms, the waits before they reach the last. */
const RAMP_RETRIES = 5;
const RAMP_MS = 3_100;

/**
 * kafkajs counts sequence numbers back by a whole request when any part of it fails, although the broker may have
 * kept the other parts; the next batch under such a number is taken for a repetition, acknowledged and dropped. So
 * after any failure that kafkajs did not get over itself, its producer is given up for a fresh one with its own id.
 * The same holds for two requests at a time, therefore callers wait for one before they send the next.
 */
export function createIdempotentSender(kafka: Kafka, options: SenderOptions): IdempotentSender {
  let current: Connection | undefined;
  return {
    async send(messages) {
      const connection = (current ??= connect(kafka, options.deliveryTimeoutMs));
      const sending = sendThrough(connection, messages, options.compression);
      try {
        await within(sending, options.deliveryTimeoutMs);
      } catch (error) {
        current = undefined;
        abandon(connection, sending);
        throw error;
      }
    },
    async disconnect() {
      const connection = current;
      current = undefined;
      await connection?.producer.disconnect();
    },
  };
}

interface Connection {
  readonly producer: Producer;
  readonly ready: Promise<void>;
  readonly nextBatch: () => void;
}

function connect(kafka: Kafka, deliveryTimeoutMs: number): Connection {
  const partitioner = createRecordPartitioner();
  const producer = kafka.producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: partitioner.createPartitioner,
    retry: {
      initialRetryTime: FIRST_RETRY_MS,
      maxRetryTime: LAST_RETRY_MS,
      retries: RAMP_RETRIES + Math.max(0, Math.ceil((deliveryTimeoutMs - RAMP_MS) / LAST_RETRY_MS)),
    },
  });
  return { producer, ready: producer.connect(), nextBatch: partitioner.nextBatch };
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

/** Disconnects once kafkajs has given up retrying; before, it would connect again by itself. */
function abandon(connection: Connection, sending: Promise<void>): void {
  void sending.catch(() => undefined).then(() => connection.producer.disconnect().catch(() => undefined));
}

async function within(work: Promise<void>, timeoutMs: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no acknowledgement within ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { ProduceError, ProducerBusyError } from '@millrace/pipeline';
import type { RecordProducer } from '@millrace/pipeline';
import { splitMessages } from './delivery-queue.js';
import type { Delivery } from './delivery-queue.js';
import { createIdempotentSender } from './idempotent-sender.js';
import type { IdempotentSender } from './idempotent-sender.js';
import type { KafkaSettings } from './kafka-settings.js';
import { outboundMessage } from './outbound-message.js';
import type { OutboundMessage } from './outbound-message.js';
import type { Compression } from './record-codecs.js';
import { createSendScheduler } from './send-scheduler.js';

/** Bounds and waits of a producer. */
export interface RecordProducerOptions {
  /** How long a batch that is not full waits for more, ms. Default 5. */
  readonly lingerMs?: number;
  /** Bytes of one request, below the broker's limit for one partition's batch (1,048,588). Default 1,000,000. */
  readonly maxBatchBytes?: number;
  /** Bytes that may wait for acknowledgement before calls are refused. Default 32 MiB. */
  readonly maxBufferedBytes?: number;
  /**
   * Default `lz4`: the least CPU of all on 400-byte logs, `none` included, since what kafkajs spends on a batch goes
   * by the bytes it has to checksum and write (`npm run bench -- consume`: lz4 24–32 µs a record, none 43, zstd 40).
   */
  readonly compression?: Compression;
  /** How long a batch may take from its sending to its acknowledgement, retries included, ms. Default 30,000. */
  readonly deliveryTimeoutMs?: number;
}

const DEFAULTS = Object.freeze({
  lingerMs: 5,
  maxBatchBytes: 1_000_000,
  maxBufferedBytes: 32 * 1024 * 1024,
  compression: 'lz4',
  deliveryTimeoutMs: 30_000,
} satisfies Required<RecordProducerOptions>);

/** What a caller that was refused may wait before it asks again: about two round trips of a full batch. */
const RETRY_AFTER_MS = 250;

/** Failures that are the fault of some record; sent alone, the others of the batch may pass. */
const FAULTS_OF_A_RECORD = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'CORRUPT_MESSAGE',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

/**
 * An idempotent producer: acknowledged by all in-sync replicas, never written twice by a retry, records of one topic
 * partition in the order of the calls. Connects with the first call of `send` and survives a restart of a broker.
 * A call above the whole buffer is taken when nothing else waits.
 */
export function createRecordProducer(
  settings: KafkaSettings,
  options: RecordProducerOptions = {},
): RecordProducer {
  const bounds = { ...DEFAULTS, ...options };
  const sender = createIdempotentSender(settings, bounds);
  const scheduler = createSendScheduler((batch) => deliver(sender, batch), bounds);
  let buffered = 0;
  let closed = false;

  const enqueue = (messages: readonly OutboundMessage[]): Promise<void> => {
    const bytes = sumBytes(messages);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    buffered += bytes;
    const settle = (error?: Error): void => {
      buffered -= bytes;
      if (error) reject(error);
      else resolve();
    };
    scheduler.push({ messages, bytes, queuedAtMs: Date.now(), settle });
    return promise;
  };
  return {
    async send(records) {
      const [first] = records;
      if (!first) return;
      if (closed) throw new ProduceError(first.topic, 'the producer is closed');
      const messages = records.map(outboundMessage);
      if (buffered > 0 && buffered + sumBytes(messages) > bounds.maxBufferedBytes)
        throw new ProducerBusyError(buffered, RETRY_AFTER_MS);
      await settleAll(splitMessages(messages, bounds.maxBatchBytes).map(enqueue));
    },
    bufferedBytes: () => buffered,
    async close(timeoutMs) {
      closed = true;
      await before(scheduler.flush(), timeoutMs);
      settleBatch(scheduler.takeAll(), new Error('the producer was closed'));
      await sender.disconnect();
    },
  };
}

async function deliver(sender: IdempotentSender, batch: readonly Delivery[]): Promise<void> {
  try {
    await sender.send(batch.flatMap((delivery) => delivery.messages));
    settleBatch(batch);
  } catch (error) {
    if (batch.length === 1 || !isFaultOfARecord(error)) settleBatch(batch, error);
    else for (const delivery of batch) await deliver(sender, [delivery]);
  }
}

function settleBatch(batch: readonly Delivery[], cause?: unknown): void {
  for (const delivery of batch)
    delivery.settle(
      cause === undefined ? undefined : new ProduceError(delivery.messages[0]?.topic ?? '', cause),
    );
}

function isFaultOfARecord(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if ('type' in at && typeof at.type === 'string' && FAULTS_OF_A_RECORD.has(at.type)) return true;
  return false;
}

/** Waits for every part before it reports the first failure, so that nothing of a call is in flight once it settled. */
async function settleAll(deliveries: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(deliveries);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function before(work: Promise<void>, timeoutMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([work, late]);
  clearTimeout(timer);
}

function sumBytes(messages: readonly OutboundMessage[]): number {
  return messages.reduce((sum, message) => sum + message.bytes, 0);
}

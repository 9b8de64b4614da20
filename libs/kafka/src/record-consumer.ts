import { Admin } from '@platformatic/kafka';
import { createRecordPump } from '@millrace/pipeline';
import type { ProcessRecords, RecordConsumer, RecordConsumerOptions, RecordPump } from '@millrace/pipeline';
import { tenantOfRawTopic } from '@millrace/schemas';
import type { Consumer, EachBatchHandler } from 'kafkajs';
import type { KafkaSettings } from './kafka-settings.js';
import { createKafkajsClient } from './kafkajs-client.js';
import { createKafkajsSource, emptyStretchOf, stretchOf } from './kafkajs-source.js';
import { platformaticOptions } from './platformatic-client.js';
import { subscribeWhenVisible } from './subscribe-when-visible.js';
import { verifyAccess } from './verify-access.js';

const CONSUMER_CONFIG = Object.freeze({
  /** Silence after which the group gives a member's partitions to others, ms: Kafka's older default. */
  sessionTimeout: 10_000,
  /** How often it says that it lives, and so how late it hears of a rebalance, ms. */
  heartbeatInterval: 1_000,
  /** How long a fetch waits for records, ms; also how late a partition that is resumed can be noticed. */
  maxWaitTimeInMs: 100,
  /**
   * Bytes of one fetch of a partition: the broker's limit for one batch, as a larger one would come only once every
   * other partition is drained; and altogether: brokers serve partitions in the order asked for, so that there has to
   * be room for all twelve.
   */
  maxBytesPerPartition: 1024 * 1024,
  maxBytes: 16 * 1024 * 1024,
  allowAutoTopicCreation: false,
});
/** How long leaving the group and closing connections may take when brokers do not answer, ms. */
const LEAVE_TIMEOUT_MS = 5_000;

/**
 * A member of a consumer group whose commits carry a ledger; see `RecordConsumer` for the promise. Does no I/O before
 * `start`, which rejects with `KafkaAccessError` when the brokers do not let the client in. It rejoins by itself after
 * rebalances and connection errors; `closed` rejects when the processor rejects and with
 * errors kafkajs calls final (not authorised, a protocol it does not speak).
 */
export function createRecordConsumer(
  settings: KafkaSettings,
  options: RecordConsumerOptions,
  process: ProcessRecords,
): RecordConsumer {
  const consumer = createKafkajsClient(settings).consumer({ ...CONSUMER_CONFIG, groupId: options.groupId });
  const admin = new Admin(platformaticOptions(settings));
  const closed = Promise.withResolvers<void>();
  const joined = Promise.withResolvers<void>();
  joined.promise.catch(() => undefined);

  const fail = (error: unknown): void => {
    pump.abandon();
    joined.reject(error);
    closed.reject(error);
    void leave(consumer, admin);
  };
  const pump = createRecordPump(
    {
      source: createKafkajsSource(consumer, admin, options.groupId),
      process,
      now: Date.now,
      after,
      controlGaps: (topic) => tenantOfRawTopic(topic, '') !== undefined,
      report: (level, event, fields) => settings.log?.(level, event, { groupId: options.groupId, ...fields }),
      failed: fail,
    },
    options,
  );
  const takeBatch: EachBatchHandler = async ({ batch }) => pump.take(stretchOf(batch));
  drivePump(consumer, pump, { joined: joined.resolve, failed: fail });
  return {
    closed: closed.promise,
    ...{ partitions: pump.partitions, pause: pump.pause, resume: pump.resume },
    async start(signal) {
      const abort = (): void => joined.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        await verifyAccess(settings);
        await consumer.connect();
        await subscribeWhenVisible(consumer, { topics: options.topics, log: settings.log }, signal);
        await consumer.run({ autoCommit: false, eachBatch: takeBatch });
        await joined.promise;
      } catch (error) {
        pump.abandon();
        await leave(consumer, admin);
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async stop(drainTimeoutMs) {
      await pump.drain(drainTimeoutMs);
      await leave(consumer, admin);
      closed.resolve();
    },
  };
}

/** kafkajs calls listeners in the same tick, before it fetches anything under a new assignment. */
function drivePump(
  consumer: Consumer,
  pump: RecordPump,
  notify: { readonly joined: () => void; readonly failed: (error: unknown) => void },
): void {
  consumer.on('consumer.group_join', ({ payload }) => {
    const owned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    pump.assign(owned);
    notify.joined();
  });
  // Sent before the member asks to join again, so that less is delivered twice.
  consumer.on('consumer.rebalancing', () => void pump.commit());
  consumer.on('consumer.start_batch_process', (event) => {
    const stretch = emptyStretchOf(event);
    if (stretch) pump.take(stretch);
  });
  consumer.on('consumer.crash', ({ payload }) => {
    if (payload.restart) pump.abandon();
    else notify.failed(payload.error);
  });
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Leaves the group and closes all connections; gives up waiting, not trying, after a while. */
async function leave(consumer: Consumer, admin: Admin): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LEAVE_TIMEOUT_MS);
  const left = Promise.allSettled([consumer.disconnect(), admin.close()]);
  await Promise.race([left, late]);
  clearTimeout(timer);
}

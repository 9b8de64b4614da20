import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Consumer } from 'kafkajs';
import type { KafkaSettings } from './kafka-settings.js';

/** How long a topic may stay unknown to the broker that is asked, ms. Metadata of a cluster settles well within it. */
const VISIBLE_TIMEOUT_MS = 15_000;
const RETRY_AFTER_MS = 100;
/** Kafka's name of the error. */
const UNKNOWN_TOPIC = 'UNKNOWN_TOPIC_OR_PARTITION';

/**
 * Subscribes a connected consumer to topics from their beginning. A topic is created by the controller and each
 * broker learns of it a little later, so an unknown topic is asked for again, and reported once. Rejects when it stays
 * unknown, and when the signal is aborted.
 */
export async function subscribeWhenVisible(
  consumer: Consumer,
  wanted: { readonly topics: readonly string[]; readonly log: KafkaSettings['log'] },
  signal: AbortSignal,
): Promise<void> {
  const { topics, log } = wanted;
  const giveUpAt = performance.now() + VISIBLE_TIMEOUT_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      return;
    } catch (cause) {
      if (!isUnknownTopic(cause)) throw cause;
      if (performance.now() >= giveUpAt) {
        const waited = `${VISIBLE_TIMEOUT_MS / 1_000} s`;
        const what = `subscribing to ${topics.join(', ')}: not all exist after ${waited}`;
        throw new Error(`${what}; create them, or check the names`, { cause });
      }
      if (attempt === 1) log?.('info', 'topics_awaited', { topics });
    }
    await sleep(RETRY_AFTER_MS, undefined, { signal });
  }
}

function isUnknownTopic(error: unknown): boolean {
  return error instanceof kafkajs.KafkaJSProtocolError && error.type === UNKNOWN_TOPIC;
}

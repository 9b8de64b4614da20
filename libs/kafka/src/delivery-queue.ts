import type { OutboundMessage } from './outbound-message.js';

/** Records of one call of `send`, or a part of them, that go out together and are answered together. */
export interface Delivery {
  readonly messages: readonly OutboundMessage[];
  readonly bytes: number;
  readonly queuedAtMs: number;
  /** Called once, with the error when the delivery failed. */
  readonly settle: (error?: Error) => void;
}

/** First in, first out, so that records of one topic partition keep their order. Its bound is the producer's. */
export interface DeliveryQueue {
  push(delivery: Delivery): void;
  /** The next deliveries that fit into `maxBytes` together; at least one unless the queue is empty. */
  take(maxBytes: number): readonly Delivery[];
  bytes(): number;
  oldestMs(): number | undefined;
}

/** See {@link DeliveryQueue}. */
export function createDeliveryQueue(): DeliveryQueue {
  let deliveries: Delivery[] = [];
  let bytes = 0;
  return {
    push(delivery) {
      deliveries.push(delivery);
      bytes += delivery.bytes;
    },
    take(maxBytes) {
      let count = 0;
      let taken = 0;
      for (const delivery of deliveries) {
        if (count > 0 && taken + delivery.bytes > maxBytes) break;
        taken += delivery.bytes;
        count += 1;
      }
      const batch = deliveries.slice(0, count);
      deliveries = deliveries.slice(count);
      bytes -= taken;
      return batch;
    },
    bytes: () => bytes,
    oldestMs: () => deliveries[0]?.queuedAtMs,
  };
}

/** Cuts messages, in order, into runs of at most `maxBytes`; a message above it stands alone. */
export function splitMessages(
  messages: readonly OutboundMessage[],
  maxBytes: number,
): readonly (readonly OutboundMessage[])[] {
  const runs: OutboundMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const run = runs.at(-1);
    if (run && message.bytes <= room) {
      run.push(message);
      room -= message.bytes;
    } else {
      runs.push([message]);
      room = maxBytes - message.bytes;
    }
  }
  return runs;
}

import { createDeliveryQueue } from './delivery-queue.js';
import type { Delivery } from './delivery-queue.js';

/** Sends queued deliveries in batches, one batch at a time, each when it is full or its oldest has lingered. */
export interface SendScheduler {
  push(delivery: Delivery): void;
  /** No more lingering: resolves once everything queued has been delivered. */
  flush(): Promise<void>;
  /** Takes out what was not sent yet. */
  takeAll(): readonly Delivery[];
}

/** When a batch goes out. */
export interface SendBounds {
  readonly lingerMs: number;
  readonly maxBatchBytes: number;
}

/** See {@link SendScheduler}. `deliver` settles its deliveries and does not reject. */
export function createSendScheduler(
  deliver: (batch: readonly Delivery[]) => Promise<void>,
  bounds: SendBounds,
): SendScheduler {
  const queue = createDeliveryQueue();
  let sending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let flushing = false;

  const isDue = (): boolean =>
    flushing ||
    queue.bytes() >= bounds.maxBatchBytes ||
    Date.now() - (queue.oldestMs() ?? Infinity) >= bounds.lingerMs;
  const sendAll = async (): Promise<void> => {
    do await deliver(queue.take(bounds.maxBatchBytes));
    while (queue.oldestMs() !== undefined && isDue());
  };
  const schedule = (): void => {
    if (sending || queue.oldestMs() === undefined) return;
    if (!isDue()) {
      timer ??= setTimeout(start, bounds.lingerMs);
      return;
    }
    start();
  };
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    sending ??= sendAll().finally(() => {
      sending = undefined;
      schedule();
    });
  };
  return {
    push(delivery) {
      queue.push(delivery);
      schedule();
    },
    async flush() {
      flushing = true;
      schedule();
      await sending;
    },
    takeAll: () => queue.take(Infinity),
  };
}

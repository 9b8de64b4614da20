import { createRequire } from 'node:module';

interface RequestQueue {
  throttledUntil: number;
}

const require = createRequire(import.meta.url);
const fixed = new WeakSet();

/**
 * kafkajs 2.2.4 asks for a timer `throttledUntil − now` away even when nothing is throttled (`throttledUntil` is −1),
 * which Node 24 reports as a negative timeout on standard error. Reading an instant that has passed as "now" keeps the
 * behaviour, a timer of one millisecond, without the warning. Done once a process; does nothing should a later kafkajs
 * be shaped otherwise.
 */
export function fixRequestQueueTimer(): void {
  const queue = requestQueuePrototype();
  if (!queue || fixed.has(queue)) return;
  fixed.add(queue);
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    const throttledUntil = this.throttledUntil;
    this.throttledUntil = Math.max(throttledUntil, Date.now() + 1);
    try {
      schedule.call(this);
    } finally {
      this.throttledUntil = throttledUntil;
    }
  };
}

interface RequestQueuePrototype {
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

function requestQueuePrototype(): RequestQueuePrototype | undefined {
  const module = require('kafkajs/src/network/requestQueue') as {
    prototype?: Partial<RequestQueuePrototype>;
  };
  const prototype = module.prototype;
  return typeof prototype?.scheduleCheckPendingRequests === 'function'
    ? (prototype as RequestQueuePrototype)
    : undefined;
}

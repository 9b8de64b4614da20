import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
}

interface RequestQueuePrototype {
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const require = createRequire(import.meta.url);
const fixed = new WeakSet<RequestQueuePrototype>();

/**
 * Every connection of kafkajs 2.2.4 sets a timer to look at its pending requests, also when none is pending. It is set
 * for a time in the past, which Node 24 reports on standard error, fires after a millisecond, sets itself again, and
 * can outlive the connection and keep the process from ending. Requests that do become pending set the timer
 * themselves, so it is left out when there are none. Done once a process; nothing happens should a later kafkajs be
 * shaped otherwise.
 */
export function fixRequestQueueTimer(): void {
  const queue = requestQueuePrototype();
  if (!queue || fixed.has(queue)) return;
  fixed.add(queue);
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
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

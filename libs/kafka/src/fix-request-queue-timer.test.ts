import { createRequire } from 'node:module';
import { expect, it, vi } from 'vitest';
import { fixRequestQueueTimer } from './fix-request-queue-timer.js';

interface RequestQueue {
  pending: unknown[];
  scheduleCheckPendingRequests(): void;
}

const require = createRequire(import.meta.url);
const RequestQueue = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };

it('sets a timer for pending requests only, and never a negative one', () => {
  fixRequestQueueTimer();
  fixRequestQueueTimer();
  const setTimer = vi.spyOn(globalThis, 'setTimeout').mockReturnValue({} as NodeJS.Timeout);
  const queue = Object.assign(Object.create(RequestQueue.prototype) as RequestQueue, {
    pending: [] as unknown[],
    throttledUntil: -1,
  });
  queue.scheduleCheckPendingRequests();
  expect(setTimer).not.toHaveBeenCalled();
  queue.pending.push('a request');
  queue.scheduleCheckPendingRequests();
  expect(setTimer).toHaveBeenCalledWith(expect.any(Function), 10);
  setTimer.mockRestore();
});

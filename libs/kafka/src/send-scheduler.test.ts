import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { splitMessages } from './delivery-queue.js';
import type { Delivery } from './delivery-queue.js';
import { createSendScheduler } from './send-scheduler.js';

const BOUNDS = { lingerMs: 5, maxBatchBytes: 100 };

function delivery(bytes: number): Delivery {
  return { messages: [], bytes, queuedAtMs: Date.now(), settle: () => undefined };
}

describe('send scheduler', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits its linger for more, then sends one batch', async () => {
    const batches: number[][] = [];
    const scheduler = createSendScheduler(
      async (batch) => void batches.push(batch.map(({ bytes }) => bytes)),
      BOUNDS,
    );
    scheduler.push(delivery(10));
    await vi.advanceTimersByTimeAsync(4);
    scheduler.push(delivery(20));
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([[10, 20]]);
  });

  it('sends a full batch at once, and one batch at a time, in the order of the calls', async () => {
    const sent: number[][] = [];
    const acks: (() => void)[] = [];
    const scheduler = createSendScheduler((batch) => {
      sent.push(batch.map(({ bytes }) => bytes));
      return new Promise((resolve) => acks.push(resolve));
    }, BOUNDS);
    for (const bytes of [60, 50, 40, 90]) scheduler.push(delivery(bytes));
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([[60]]);
    acks[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([[60], [50, 40]]);
    acks[1]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([[60], [50, 40], [90]]);
  });

  it('flushes without lingering, until nothing is queued', async () => {
    let sent = 0;
    const scheduler = createSendScheduler(async (batch) => void (sent += batch.length), BOUNDS);
    for (let count = 0; count < 7; count += 1) scheduler.push(delivery(30));
    await scheduler.flush();
    expect(sent).toBe(7);
    expect(scheduler.takeAll()).toEqual([]);
  });
});

describe('splitMessages', () => {
  it('keeps order and loses nothing; only a message above the bound exceeds it, alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(150)), (sizes) => {
        const messages = sizes.map((bytes) => ({ topic: 't', message: { value: null }, bytes }));
        const runs = splitMessages(messages, 100);
        expect(runs.flat()).toEqual(messages);
        for (const run of runs) {
          const bytes = run.reduce((sum, message) => sum + message.bytes, 0);
          expect(run.length === 1 || bytes <= 100).toBe(true);
        }
      }),
    );
  });
});

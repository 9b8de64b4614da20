import { setTimeout as sleep } from 'node:timers/promises';
import { liveSample, type SampleLog } from '@millrace/sample';
import type { SendDeps } from '../client/send-batch.js';
import { deliverSample } from './sample-delivery.js';

/** What sending the shop live needs. */
export interface LiveSampleDeps {
  readonly send: SendDeps;
  /** Unix epoch, ms. */
  readonly now: () => number;
  readonly logsPerSecond: number;
  /** Told after each acknowledged request. */
  readonly onSent: () => void;
  /** Told how much of the shop's time is left out because ingest did not take it, ms. */
  readonly onLeftOut: (leftOutMs: number) => void;
}

/** Most logs in one request, and with that in memory. */
const LOGS_PER_REQUEST = 500;
/** Logs are collected for this long, ms, so that a fast shop does not send one at a time. */
const TICK_MS = 200;
/** A shop further behind than this goes on from now, ms. */
const MAX_LAG_MS = 10_000;

/**
 * Sends the logs of the shop as they happen until the signal aborts. While ingest does not answer nothing piles up: what
 * would have been sent meanwhile is left out.
 *
 * @throws CliError when ingest refuses for good; the signal's reason
 */
export async function sendLiveSample(deps: LiveSampleDeps, signal: AbortSignal): Promise<never> {
  for (;;) {
    deps.onLeftOut(await sendUntilBehind(deps, signal));
  }
}

/** Sends from now on and returns how far behind the shop is, ms, once that is too much. */
async function sendUntilBehind(deps: LiveSampleDeps, signal: AbortSignal): Promise<number> {
  const { now, logsPerSecond } = deps;
  const fromMs = now();
  const shop = upcoming(liveSample({ seed: fromMs, fromMs, logsPerSecond }));
  for (let requests = 0; ; requests += 1) {
    const logs = shop.takeUntil(now());
    if (logs.length > 0) {
      const idempotencyKey = `millrace-live-${fromMs}-${requests}`;
      await deliverSample(deps.send, { logs, idempotencyKey }, signal);
      deps.onSent();
    }
    const aheadMs = shop.nextMs() - now();
    if (-aheadMs > MAX_LAG_MS) return -aheadMs;
    await sleep(Math.max(TICK_MS, aheadMs), undefined, { signal });
  }
}

/** Looks one log ahead. */
function upcoming(logs: Generator<SampleLog>) {
  let next = logs.next();
  return {
    /** When the next log happens; never, once there are no more. */
    nextMs: () => (next.done ? Infinity : next.value.atMs),
    /** The logs up to a time, as many as fit into one request. */
    takeUntil(untilMs: number): readonly SampleLog[] {
      const taken: SampleLog[] = [];
      while (!next.done && next.value.atMs <= untilMs && taken.length < LOGS_PER_REQUEST) {
        taken.push(next.value);
        next = logs.next();
      }
      return taken;
    },
  };
}

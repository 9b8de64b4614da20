import { setTimeout as delay } from 'node:timers/promises';
import type { ControlBus } from './control-bus.js';

/** A bus that is joined again when joining failed or it was lost. */
export interface KeptBus {
  /** undefined while it is not joined. */
  current(): ControlBus | undefined;
  /** Leaves it, within some seconds; a join under way is not waited for. Does not reject. */
  stop(): Promise<void>;
}

/** What keeping it joined needs. */
export interface KeepJoinedOptions {
  /** The signal aborts when the bus is not wanted any more. */
  readonly join: (signal: AbortSignal) => Promise<ControlBus>;
  /** Runs at once and then at this interval while it is joined, ms; also the wait before joining is tried again. */
  readonly everyMs: number;
  readonly whileJoined: () => Promise<void>;
  /** Runs once when it is left or lost, after the last of these. */
  readonly onLeaving: () => Promise<void>;
  /** Joining, or what runs while joined, failed, so many times in a row; told twice until it works again. */
  readonly onFailed: (error: unknown, times: number) => void;
  /** It hears nothing any more. */
  readonly onLost: (reason: unknown) => void;
}

/** Longest wait of a stop, ms: a server that is gone must not hold up the rest of a service. */
const LEAVE_LIMIT_MS = 5_000;

/** Joins in the background and goes on trying. */
export function keepJoined(options: KeepJoinedOptions): KeptBus {
  const { join, everyMs, whileJoined, onLeaving, onFailed, onLost } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let bus: ControlBus | undefined;
  let failures = 0;
  const leave = async (): Promise<void> => {
    await onLeaving().catch(() => undefined);
    await bus?.close().catch(() => undefined);
    bus = undefined;
  };
  const turn = async (): Promise<void> => {
    try {
      bus ??= await unlessAborted(join(signal), signal);
      await whileJoined();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (failures <= 2) onFailed(error, failures);
    }
  };
  const lose = async (reason: unknown): Promise<void> => {
    if (signal.aborted) return;
    onLost(reason);
    await leave();
    await pause(everyMs, [signal]);
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      await turn();
      await pause(everyMs, bus ? [signal, bus.closed] : [signal]);
      if (bus?.closed.aborted === true) await lose(bus.closed.reason);
    }
  };
  const ended = loop();
  return {
    current: () => (bus?.closed.aborted === true ? undefined : bus),
    async stop() {
      stopping.abort();
      await Promise.race([ended.then(leave), delay(LEAVE_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** What is joined, unless the signal aborts first: then it rejects at once, and what is joined after all is left. */
async function unlessAborted(joining: Promise<ControlBus>, signal: AbortSignal): Promise<ControlBus> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([joining, aborted.promise]);
  } catch (error) {
    joining.then((late) => late.close()).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Waits until time is up or one of the signals aborts. */
async function pause(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  await delay(ms, undefined, { signal: AbortSignal.any([...signals]) }).catch(() => undefined);
}

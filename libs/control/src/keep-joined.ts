import { setTimeout as delay } from 'node:timers/promises';
import type { ControlBus } from './control-bus.js';

/** A bus that is joined again when joining failed. */
export interface KeptBus {
  /** undefined until it is joined. */
  current(): ControlBus | undefined;
  /** Leaves it. Does not reject. */
  stop(): Promise<void>;
}

/** What keeping it joined needs. */
export interface KeepJoinedOptions {
  readonly join: () => Promise<ControlBus>;
  /** Runs at once and then at this interval while it is joined, ms; also the wait before joining is tried again. */
  readonly everyMs: number;
  readonly whileJoined: () => Promise<void>;
  /** Runs once when it is left, after the last of these. */
  readonly onLeaving: () => Promise<void>;
  /** Joining, or what runs while joined, failed, so many times in a row; told twice until it works again. */
  readonly onFailed: (error: unknown, times: number) => void;
}

/** Joins in the background and goes on trying. */
export function keepJoined(options: KeepJoinedOptions): KeptBus {
  const { join, everyMs, whileJoined, onLeaving, onFailed } = options;
  const stopping = new AbortController();
  let bus: ControlBus | undefined;
  let failures = 0;
  const turn = async (): Promise<void> => {
    try {
      bus ??= await join();
      await whileJoined();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures <= 2) onFailed(error, failures);
    }
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await turn();
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    current: () => bus,
    async stop() {
      stopping.abort();
      await ended;
      await onLeaving().catch(() => undefined);
      await bus?.close().catch(() => undefined);
    },
  };
}

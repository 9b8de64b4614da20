import type { Clock } from './clock.js';

/** A job that repeats until it is stopped. */
export interface RepeatingJob {
  /** Ends the current run, waits for it, starts no other. */
  stop(): Promise<void>;
}

/** What to repeat and how often. */
export interface RepeatingJobOptions {
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly intervalMs: number;
  readonly clock: Clock;
  /** A run failed; the next one comes after the interval all the same. */
  readonly onFailed: (error: unknown) => void;
}

/** Runs at once and then at an interval, never two at a time; a failing run does not end the job. */
export function startRepeatingJob({ run, intervalMs, clock, onFailed }: RepeatingJobOptions): RepeatingJob {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    while (!signal.aborted) {
      await run(signal).catch((error: unknown) => {
        if (!signal.aborted) onFailed(error);
      });
      await clock.wait(intervalMs, signal).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    stop() {
      stopping.abort(new Error('stopping the job'));
      return ended;
    },
  };
}

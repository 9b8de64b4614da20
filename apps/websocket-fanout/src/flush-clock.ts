/** Calls `run` after `ms`; the returned function calls that off. */
export type After = (ms: number, run: () => void) => () => void;

/** What a flush clock drives. */
export interface FlushClockDeps {
  /** Hands out what there is; returns whether to come back though nothing new is told of. */
  readonly flush: () => boolean;
  /** Least time between two flushes, ms. */
  readonly everyMs: number;
  readonly now: () => number;
  readonly after: After;
}

/** Says when to flush. */
export interface FlushClock {
  /** Something is there: flushed at once after a quiet time, else when the tick is over. */
  wake(): void;
  stop(): void;
}

/**
 * A first row goes out at once, those that follow it are collected for a tick: a quiet stream has no delay, and a busy
 * one no write for each row.
 */
export function createFlushClock({ flush, everyMs, now, after }: FlushClockDeps): FlushClock {
  let flushedAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let isStopped = false;
  const run = (): void => {
    cancel = undefined;
    flushedAt = now();
    if (flush()) wake();
  };
  const wake = (): void => {
    if (isStopped || cancel) return;
    const waitMs = Math.max(0, flushedAt + everyMs - now());
    cancel = after(waitMs, run);
  };
  return {
    wake,
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}

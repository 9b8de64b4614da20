/** Calls `run` once after `ms`; returns what cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** The timers of one thing, so that it can end without leaving any behind. */
export interface Timers {
  set(ms: number, run: () => void): () => void;
  cancelAll(): void;
}

/** See {@link Timers}. */
export function createTimers(after: After): Timers {
  const pending = new Set<() => void>();
  return {
    set(ms, run) {
      const cancelTimer = after(ms, () => {
        pending.delete(cancel);
        run();
      });
      const cancel = (): void => {
        pending.delete(cancel);
        cancelTimer();
      };
      pending.add(cancel);
      return cancel;
    },
    cancelAll() {
      for (const cancel of [...pending]) cancel();
    },
  };
}

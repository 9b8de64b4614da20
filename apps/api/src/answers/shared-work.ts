import { resultUnlessAborted } from '@millrace/pipeline';

/** Work that is done once for all who want it at the same time. */
export interface SharedWork<Result> {
  /** Whether `do` under this key would join work that others wait for. */
  runs(key: string): boolean;
  /**
   * The result of the work that runs under this key, else of `work`, which is then begun. Work that fails fails for all
   * who wait; nothing of it is kept. Rejects with the signal's reason when that aborts; the work goes on for the others,
   * and is told by its own signal when the last has left.
   */
  do(key: string, work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

interface Running<Result> {
  readonly result: Promise<Result>;
  /** Nobody waits any more. */
  readonly abandon: () => void;
  waiting: number;
}

/** See {@link SharedWork}. As much runs at a time as there are callers. */
export function createSharedWork<Result>(): SharedWork<Result> {
  const running = new Map<string, Running<Result>>();
  return {
    runs: (key) => running.has(key),
    async do(key, work, signal) {
      signal.throwIfAborted();
      const joined = running.get(key) ?? begin(running, key, work);
      joined.waiting += 1;
      try {
        const result = await resultUnlessAborted(joined.result, signal);
        signal.throwIfAborted();
        return result as Result;
      } finally {
        joined.waiting -= 1;
        if (joined.waiting === 0) joined.abandon();
      }
    },
  };
}

function begin<Result>(
  running: Map<string, Running<Result>>,
  key: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Running<Result> {
  const abandoned = new AbortController();
  const forget = () => {
    if (running.get(key) === begun) running.delete(key);
  };
  const abandon = () => {
    forget();
    abandoned.abort();
  };
  const begun = { result: work(abandoned.signal), abandon, waiting: 0 };
  running.set(key, begun);
  // Whoever comes later begins anew; a failure that nobody waits for any more is nobody's.
  begun.result.then(forget, forget);
  return begun;
}

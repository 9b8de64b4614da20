import { unlessAborted } from '@millrace/resilience';

/** Waits; rejects with the signal's reason when it aborts first. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** ms to wait before the next attempt, or undefined when the error is final. `attempt` counts from 1. */
export type RetryPolicy = (error: unknown, attempt: number) => number | undefined;

/** What repeats a piece of work. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly wait: Wait;
  readonly policy: RetryPolicy;
}

/**
 * Runs `work` until it succeeds, its error is final by the policy, or the signal aborts: then rejects with the
 * signal's reason at once, without waiting for an attempt under way.
 */
export async function retry<T>(work: () => Promise<T>, { signal, wait, policy }: Patience): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await unlessAborted(work(), signal);
    } catch (error) {
      signal.throwIfAborted();
      const delayMs = policy(error, attempt);
      if (delayMs === undefined) throw error;
      await wait(delayMs, signal);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How a condition is waited for. */
export interface WaitOptions {
  readonly what: string;
  readonly deadlineMs: number;
  readonly everyMs?: number;
}

/**
 * Asks until the answer is no longer undefined and returns it. An attempt that throws counts as "not yet".
 *
 * @throws Error naming what was waited for, with the last failure as its cause
 */
export async function waitUntil<T>(options: WaitOptions, attempt: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + options.deadlineMs;
  let cause: unknown;
  do {
    try {
      const answer = await attempt();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    await sleep(options.everyMs ?? 250);
  } while (performance.now() < end);
  throw new Error(`waiting for ${options.what}: not within ${options.deadlineMs / 1000} s`, { cause });
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Attempts at one request, and the wait between two, ms: half a minute in all, unless each takes long to fail. */
const MAX_ATTEMPTS = 30;
const RETRY_AFTER_MS = 1_000;

/** Tries again after a failure, because a machine busy with starting may answer late; the last failure is thrown. */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt === MAX_ATTEMPTS) throw error;
      await sleep(RETRY_AFTER_MS, undefined, { signal });
    }
  }
}

import type { Clock } from '@millrace/resilience';
import { KEEP_ALIVE } from './server-sent-event.js';

/** Shorter than the idle time of common proxies, which begins at 30 s. */
const SILENCE_MS = 15_000;

/** The same texts, with a comment whenever none came for 15 s. Leaving it leaves them. */
export async function* keepAlive(
  texts: AsyncGenerator<string, void, undefined>,
  clock: Pick<Clock, 'wait'>,
): AsyncGenerator<string, void, undefined> {
  try {
    for (;;) {
      const next = texts.next();
      // Left while it waits, nobody else would hear of its failure.
      next.catch(() => undefined);
      let step = await unlessSilent(next, clock);
      for (; step === undefined; step = await unlessSilent(next, clock)) yield KEEP_ALIVE;
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await texts.return();
  }
}

/** undefined when nothing came in time. */
async function unlessSilent<T>(next: Promise<T>, clock: Pick<Clock, 'wait'>): Promise<T | undefined> {
  const came = new AbortController();
  const silence = clock.wait(SILENCE_MS, came.signal).catch(() => undefined);
  try {
    return await Promise.race([next, silence.then(() => undefined)]);
  } finally {
    came.abort();
  }
}

import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { keepAlive } from './keep-alive.js';
import { KEEP_ALIVE } from './server-sent-event.js';

/** A clock whose silences end when the test says so. */
function silences() {
  const waiting: (() => void)[] = [];
  const wait = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  return { clock: { wait }, end: () => waiting.at(-1)?.() };
}

it('hands texts on, and fills each silence between them with a comment', async () => {
  const { clock, end } = silences();
  const second = Promise.withResolvers<string>();
  async function* texts() {
    yield 'one';
    yield await second.promise;
  }
  const kept = keepAlive(texts(), clock);
  expect((await kept.next()).value).toBe('one');
  for (let times = 0; times < 2; times++) {
    const next = kept.next();
    await turn();
    end();
    expect((await next).value).toBe(KEEP_ALIVE);
  }
  second.resolve('two');
  expect((await kept.next()).value).toBe('two');
  expect((await kept.next()).done).toBe(true);
});

it('leaves the texts when it is left in a silence, whose failure then troubles nobody', async () => {
  const { clock, end } = silences();
  const broken = Promise.withResolvers<string>();
  let left = false;
  async function* texts() {
    try {
      yield await broken.promise;
    } finally {
      left = true;
    }
  }
  const kept = keepAlive(texts(), clock);
  const next = kept.next();
  await turn();
  end();
  await next;
  const leaving = kept.return();
  broken.reject(new Error('broken'));
  await leaving;
  expect(left).toBe(true);
});

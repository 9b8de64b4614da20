import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerMessage } from '@millrace/schemas';
import { expect, it } from 'vitest';
import { followConnection } from './follow-connection.js';
import { createTailFollower } from './tail-follower.js';

const REQUEST = { filter: 'red', stream: 'logs', policy: 'latest' } as const;
const batch = (cursor: string): ServerMessage => ({
  ...{ type: 'batch', group: 1, cursor },
  rows: [{ partition: 0, offset: 1, document: { message: 'red' } }],
});

/** A connection on which these frames came. */
function connectionWith(frames: readonly (readonly ServerMessage[])[]) {
  return async () => ({
    frames: (async function* () {
      for (const frame of frames) yield await Promise.resolve(JSON.stringify(frame));
    })(),
    send: () => undefined,
    close: () => undefined,
    ended: Promise.resolve({ code: 1000 }),
  });
}

it('leaves the rows behind a move to the next connection, also those of the same frame', async () => {
  const follower = createTailFollower(REQUEST, 'given');
  const drain: ServerMessage = { type: 'drain', reconnectInMs: 5, withinMs: 1_000 };
  const open = connectionWith([[batch('c1'), drain, batch('c2')]]);
  const clock = { wait: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }) };
  const place = { url: 'ws://tail', credential: { ticket: 't' } };
  const steps = followConnection(place, { follower, open, clock }, AbortSignal.timeout(5_000));
  expect(await steps.next()).toMatchObject({ value: { kind: 'rows', cursor: 'c1' } });
  expect(await steps.next()).toEqual({ done: true, value: { moveInMs: 5 } });
  expect(follower.begin()).toMatchObject({ from: { cursor: 'c1' } });
});

it('leaves a connection on which nothing is heard at all, not even how often to expect something', async () => {
  const follower = createTailFollower(REQUEST);
  const { promise: ended, resolve: close } = Promise.withResolvers<{ code: number }>();
  const open = async () => ({
    frames: (async function* () {
      await ended;
    })(),
    send: () => undefined,
    close: () => close({ code: 1006 }),
    ended,
  });
  const clock = { wait: async (_ms: number, signal: AbortSignal) => signal.throwIfAborted() };
  const place = { url: 'ws://tail', credential: { ticket: 't' } };
  const steps = followConnection(place, { follower, open, clock }, AbortSignal.timeout(5_000));
  expect(await steps.next()).toEqual({ done: true, value: { code: 1006 } });
});

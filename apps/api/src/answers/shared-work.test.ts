import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSharedWork } from './shared-work.js';

const never = new AbortController().signal;

/** Work that ends when told, and remembers how often it was begun and whether it was abandoned. */
function pieceOfWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const begun: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    begun.push(signal);
    signal.addEventListener('abort', () => reject(new Error('abandoned')));
    return promise;
  };
  return { work, begun, resolve, reject };
}

describe('shared work', () => {
  it('is done once for all who want it at a time, and anew after', async () => {
    const shared = createSharedWork<string>();
    const { work, begun, resolve } = pieceOfWork();
    const both = Promise.all([shared.do('a', work, never), shared.do('a', work, never)]);
    expect([shared.runs('a'), shared.runs('b'), begun.length]).toEqual([true, false, 1]);
    resolve('done');
    expect(await both).toEqual(['done', 'done']);
    expect(shared.runs('a')).toBe(false);
    await shared.do('a', work, never);
    expect(begun.length).toBe(2);
  });

  it('goes on when one leaves, and is abandoned when the last does', async () => {
    const shared = createSharedWork<string>();
    const { work, begun } = pieceOfWork();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = shared.do('a', work, first.signal);
    const last = shared.do('a', work, second.signal);
    first.abort(new Error('first left'));
    await expect(left).rejects.toThrow('first left');
    expect(begun[0]?.aborted).toBe(false);
    second.abort(new Error('second left'));
    await expect(last).rejects.toThrow('second left');
    expect(begun[0]?.aborted).toBe(true);
    const another = pieceOfWork();
    const anew = shared.do('a', another.work, never);
    await turn();
    another.resolve('anew');
    expect(await anew).toBe('anew');
  });

  it('fails for all who wait, and is tried again by the next', async () => {
    const shared = createSharedWork<string>();
    const { work, reject } = pieceOfWork();
    const both = [shared.do('a', work, never), shared.do('a', work, never)];
    reject(new Error('broken'));
    for (const each of both) await expect(each).rejects.toThrow('broken');
    expect(await shared.do('a', () => Promise.resolve('mended'), never)).toBe('mended');
  });

  it('is not begun for who has left already', async () => {
    const { work, begun } = pieceOfWork();
    await expect(createSharedWork<string>().do('a', work, AbortSignal.abort())).rejects.toThrow();
    expect(begun).toEqual([]);
  });
});

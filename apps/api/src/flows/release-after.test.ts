import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { releaseAfter } from './release-after.js';

const never = new AbortController().signal;

function held(pieces: AsyncGenerator<string, void, undefined>, signal = never) {
  let released = 0;
  const release = () => {
    released += 1;
  };
  return { iterator: releaseAfter({ pieces, release }, signal), released: () => released };
}
async function* two() {
  yield 'a';
  yield 'b';
}

describe('what pieces hold is released once', () => {
  it('at their end', async () => {
    const { iterator, released } = held(two());
    const seen: string[] = [];
    for await (const piece of iterator) {
      expect(released()).toBe(0);
      seen.push(piece);
    }
    await iterator.return?.();
    expect([seen, released()]).toEqual([['a', 'b'], 1]);
  });

  it('when they fail, which is told', async () => {
    const { iterator, released } = held(
      (async function* () {
        yield 'a';
        throw new Error('broken');
      })(),
    );
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow('broken');
    expect(released()).toBe(1);
  });

  it('when they are left, begun or not', async () => {
    for (const asked of [0, 1]) {
      const { iterator, released } = held(two());
      if (asked) await iterator.next();
      await iterator.return?.();
      expect(released()).toBe(1);
    }
  });

  it('when a stream over them is destroyed before it was read', async () => {
    const { iterator, released } = held(two());
    const stream = Readable.from(iterator);
    stream.destroy();
    while (!stream.closed) await turn();
    expect(released()).toBe(1);
  });

  it('when the signal aborts, before or after', async () => {
    expect(await releasedBy(AbortSignal.abort())).toBe(1);
    const controller = new AbortController();
    const { released } = held(two(), controller.signal);
    controller.abort();
    await turn();
    expect(released()).toBe(1);
  });
});

async function releasedBy(signal: AbortSignal): Promise<number> {
  const { released } = held(two(), signal);
  await turn();
  return released();
}

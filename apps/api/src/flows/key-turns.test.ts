import { expect, it } from 'vitest';
import { createKeyTurns } from './key-turns.js';

const never = new AbortController().signal;

/** Work that ends when it is told to, with the order in which it began. */
function pieces() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.set(name, resolve));
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, work, end };
}

it('runs so many of a key at a time, the others in the order they came, and minds no other key', async () => {
  const turns = createKeyTurns(2);
  const { begun, work, end } = pieces();
  const all = ['1', '2', '3', '4'].map((name) => turns.take('a', work(name), never));
  all.push(turns.take('b', work('other'), never));
  expect(begun).toEqual(['1', '2', 'other']);
  await end('2');
  await end('1');
  expect(begun).toEqual(['1', '2', 'other', '3', '4']);
  for (const name of ['3', '4', 'other']) await end(name);
  await Promise.all(all);
});

it('gives the turn on after a failure, and passes over what has left', async () => {
  const turns = createKeyTurns(1);
  const { begun, work, end } = pieces();
  const failing = turns.take('a', () => Promise.reject(new Error('no')), never);
  const leaving = new AbortController();
  const left = turns.take('a', work('left'), leaving.signal);
  const last = turns.take('a', work('last'), never);
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await expect(failing).rejects.toThrow('no');
  await end('');
  expect(begun).toEqual(['last']);
  await end('last');
  await last;
  await expect(turns.take('a', work('late'), leaving.signal)).rejects.toThrow('gone');
});

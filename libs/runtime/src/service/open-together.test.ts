import { expect, test } from 'vitest';
import { openTogether } from './open-together.js';

const noting = (calls: string[], call: string) => ({ close: async () => void calls.push(call) });
const failing = { close: () => Promise.reject(new Error('no broker')) };

test('closes what was opened, the last one first, when opening the rest fails', async () => {
  const calls: string[] = [];
  const opening = openTogether(async (toClose) => {
    toClose(noting(calls, 'mongo'));
    toClose(noting(calls, 'producer'));
    throw new Error('creating an index: not allowed');
  });
  await expect(opening).rejects.toThrow('creating an index: not allowed');
  expect(calls).toEqual(['producer', 'mongo']);
});

test('closes the others when one fails to close, and once however often it is asked', async () => {
  const calls: string[] = [];
  const opened = await openTogether(async (toClose) => {
    toClose(noting(calls, 'mongo'));
    toClose(failing);
    return { store: 'a store' };
  });
  expect(opened.store).toBe('a store');
  await Promise.all([opened.close(), opened.close()]);
  expect(calls).toEqual(['mongo']);
});

test('says why opening failed although closing fails as well', async () => {
  const opening = openTogether(async (toClose) => {
    toClose(failing);
    throw new Error('MongoDB does not answer');
  });
  await expect(opening).rejects.toThrow('MongoDB does not answer');
});

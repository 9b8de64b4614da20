import { expect, it } from 'vitest';
import { createMemoryAnswerCache } from './memory-answer-cache.js';

it('keeps what was used last within its bytes, and tells of each answer that made room', async () => {
  let evicted = 0;
  const cache = createMemoryAnswerCache(8_192, () => (evicted += 1));
  const answer = Buffer.alloc(700);
  for (let n = 0; n < 100; n++) {
    await cache.set(`key-${n}`, answer);
    expect(cache.bytes()).toBeLessThanOrEqual(8_192);
    await cache.get('key-0');
  }
  expect(await cache.get('key-0')).toBe(answer);
  expect(await cache.get('key-99')).toBe(answer);
  expect(await cache.get('key-50')).toBeUndefined();
  expect(cache.bytes()).toBeGreaterThan(7_000);
  expect(evicted).toBe(100 - Math.floor(cache.bytes() / 900));
});

it('passes an answer over that would push the others out', async () => {
  const cache = createMemoryAnswerCache(8_192, () => expect.unreachable());
  await cache.set('small', Buffer.alloc(10));
  await cache.set('large', Buffer.alloc(2_000));
  expect(await cache.get('large')).toBeUndefined();
  expect(await cache.get('small')).toBeDefined();
});

import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.js';

it('gives a burst, then as many as it gains', () => {
  const take = createTokenBucket(10, 3);
  expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
  expect([take(100), take(100)]).toEqual([true, false]);
});

it('takes nothing away when the clock goes back', () => {
  const take = createTokenBucket(10, 3);
  take(60_000);
  expect([take(0), take(0)]).toEqual([true, true]);
});

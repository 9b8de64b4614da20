import { expect, test } from 'vitest';
import { incompletenessOf } from './search-reply.js';

test('an answer is incomplete for what Elasticsearch left out, for what is not indexed yet, and for both', () => {
  const late = { complete: false, reason: 'logs appended later may be missing' };
  expect(incompletenessOf({})).toBeUndefined();
  expect(incompletenessOf({ completeness: { complete: true } })).toBeUndefined();
  expect(incompletenessOf({ incomplete: 'a shard' })).toBe('a shard');
  expect(incompletenessOf({ completeness: late })).toBe(late.reason);
  expect(incompletenessOf({ incomplete: 'a shard', completeness: late })).toBe(`a shard; ${late.reason}`);
});

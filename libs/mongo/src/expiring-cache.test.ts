import { describe, expect, it } from 'vitest';
import { createExpiringCache } from './expiring-cache.js';

describe('expiring cache', () => {
  it('forgets an entry when its time is over', () => {
    let now = 0;
    const cache = createExpiringCache<number>({ ttlMs: 10, maxEntries: 2, now: () => now });
    cache.set('a', 1);
    now = 9;
    expect(cache.get('a')).toBe(1);
    now = 10;
    expect(cache.get('a')).toBeUndefined();
  });

  it('holds at most its bound and drops the oldest first', () => {
    const cache = createExpiringCache<number>({ ttlMs: 10, maxEntries: 2, now: () => 0 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.set('a', 3);
    cache.set('c', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([3, undefined, 4]);
    cache.delete('a');
    expect(cache.get('a')).toBeUndefined();
  });
});

import { expect, it } from 'vitest';
import { createFoundIds, MAX_FOUND_IDS } from './found-ids.js';

it.each(['newest', 'oldest'] as const)(
  'remembers the newest up to a bound, added %s first, and says when some are forgotten',
  (sort) => {
    const ids = createFoundIds(sort);
    const added = Array.from({ length: MAX_FOUND_IDS }, (_, n) => `id-${n}`);
    added.forEach((id) => ids.add(id));
    expect(added.every((id) => ids.has(id)) && ids.isWhole()).toBe(true);
    ids.add('one more');
    expect(ids.isWhole()).toBe(false);
    expect([ids.has('id-0'), ids.has('one more')]).toEqual(sort === 'newest' ? [true, false] : [false, true]);
  },
);

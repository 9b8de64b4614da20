import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdWindow } from './id-window.js';

describe('the window of ids', () => {
  it('knows exactly the last ones, whatever came before', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.array(fc.nat(8), { maxLength: 60 }), (size, given) => {
        const seenBefore = createIdWindow(size);
        let last: string[] = [];
        for (const id of given.map(String)) {
          const isKnown = last.includes(id);
          expect(seenBefore(id)).toBe(isKnown);
          if (!isKnown && size > 0) last = [...last, id].slice(-size);
        }
      }),
    );
  });
});

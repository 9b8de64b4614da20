import { describe, expect, it } from 'vitest';
import { unicodeWords } from './unicode-words.js';

describe('unicodeWords', () => {
  it.each([
    ['a˥b', ['a', 'b']],
    ['צה״ל א"א"א', ['צה״ל', 'א"א', 'א']],
    ['👩‍👩‍👧☝️🏽', ['👩‍👩‍👧', '☝️', '🏽']],
    ['__ ___\u0301a', ['___\u0301a']],
    ['é'.repeat(256), ['é'.repeat(255), 'é']],
  ])('splits %s as the analyzer does', (text, words) => {
    expect(unicodeWords(text)).toEqual(words);
  });

  it.each(['_\u0301', '\u200D', 'א״', 'א.', '1_', 'a_ア', '#\uFE0F', '👩\u200D', '_\u200D1'])(
    'takes time in proportion to the length for %s in rows',
    (unit) => {
      const startedAt = performance.now();
      unicodeWords(`${unit.repeat(20_000)}$`);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    },
  );
});

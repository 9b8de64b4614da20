import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textPredicate, wordPrefixPredicate } from './text-predicate.js';
import { standardTokens } from './standard-tokens.js';

/** Words of which phrases repeat parts of themselves; the last is not of ASCII alone. */
const words = (most: number, ...more: readonly string[]) =>
  fc.array(fc.constantFrom('a', 'b', 'ab', ...more), { minLength: 1, maxLength: most });

describe('a phrase', () => {
  it('is found wherever its words stand side by side, and nowhere else', () => {
    let met = 0;
    fc.assert(
      fc.property(words(5), words(12, '-', 'é'), (phrase, text) => {
        const held = ` ${text.filter((word) => word !== '-').join(' ')} `.includes(` ${phrase.join(' ')} `);
        met += Number(held);
        const message = text.join(' ');
        expect(textPredicate('message', phrase, standardTokens)({ message })).toBe(held);
      }),
      { numRuns: 1_000 },
    );
    expect(met).toBeGreaterThan(100);
  });

  it.each(['', ' é'])('takes no time that grows with its own length as with that of a text%s', (end) => {
    const startedAt = performance.now();
    const phrase = [...Array.from({ length: 2_000 }, () => 'a'), 'b', 'c'];
    const message = `${'a '.repeat(50_000)} b b c${end}`;
    expect(textPredicate('message', phrase, standardTokens)({ message })).toBe(false);
    // It was many seconds.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('a word, or the beginning of one,', () => {
  const wanted = 'a'.repeat(60);
  it.each([
    ['word', textPredicate('message', [wanted], standardTokens)],
    ['beginning', wordPrefixPredicate('message', wanted, standardTokens)],
  ])('is looked for at the beginnings of words alone: %s', (_, predicate) => {
    const timeOf = (message: string) => {
      const times = Array.from({ length: 5 }, () => {
        const startedAt = performance.now();
        expect(predicate({ message })).toBe(false);
        return performance.now() - startedAt;
      });
      return Math.min(...times);
    };
    const within = timeOf(`b${'a'.repeat(250)} `.repeat(4_000));
    // The same length, and nowhere in it.
    const nowhere = timeOf(`b${'c'.repeat(250)} `.repeat(4_000));
    expect(within / nowhere).toBeLessThan(6);
  });
});

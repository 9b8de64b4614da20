import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePredicate } from './predicate.js';
import type { QueryNode } from './query-node.js';
import { standardTokens } from './standard-tokens.js';

const ascii = fc
  .array(
    fc.constantFrom('a', 'B', 'pay', '7', '42', '_', '__', '.', ':', "'", ',', ';', '-', ' ', '/', '\n', '"'),
    {
      maxLength: 14,
    },
  )
  .map((pieces) => pieces.join(''));

describe('the words of a text of ASCII', () => {
  it.each([
    ['com.foo.Bar 10.0.0.1:80 foo:bar', ['com.foo.bar', '10.0.0.1', '80', 'foo:bar']],
    ["don't a_b _c __ d.5 1,000;5 x'", ["don't", 'a_b', '_c', 'd', '5', '1,000;5', 'x']],
    ['/var/log sshd[24200]: a->b', ['var', 'log', 'sshd', '24200', 'a', 'b']],
    ['x'.repeat(600), ['x'.repeat(255), 'x'.repeat(255), 'x'.repeat(90)]],
    [`${'_'.repeat(300)}a ${'_'.repeat(300)} b`, [`${'_'.repeat(254)}a`, 'b']],
    ['..', []],
  ])('%j', (text, words) => expect(standardTokens(text)).toEqual(words));

  it('break where Unicode says', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
    fc.assert(
      fc.property(ascii, (text) => {
        const segments = [...segmenter.segment(text)].map(({ segment }) => segment.toLowerCase());
        expect(standardTokens(text)).toEqual(segments.filter((word) => /[a-z0-9]/.test(word)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are lower case one code point after the other, as in Lucene', () => {
    expect(standardTokens('ΟΔΟΣ İstanbul ÀÉ')).toEqual(['οδοσ', 'istanbul', 'àé']);
  });
});

describe('the words of any text', () => {
  it.each([
    ['a😀b ☺️☺️', ['a', '😀', 'b', '☺️', '☺️']],
    ['👩‍💻👍🏽 🇩🇪🇫🇷 1️⃣', ['👩‍💻', '👍🏽', '🇩🇪', '🇫🇷', '1️⃣']],
    ['ภาษาไทย 日本 ひら カタカナ 한국어', ['ภาษาไทย', '日', '本', 'ひ', 'ら', 'カタカナ', '한국어']],
    ['★ ☆ ♯ 🀀 ✓ ℹ ™ → ⚠', ['★', '♯', '🀀', 'ℹ', '™', '⚠']],
    ['a˂b a՛b a՚b ႞႟ ㋐㌀', ['a˂b', 'a՛b', 'a', 'b', '႞႟', '㋐㌀']],
    ['① ² Ⅷ é e\u0301', ['ⅷ', 'é', 'e\u0301']],
    ['é com.foo.Bar 10.0.0.1:80 x_y __', ['é', 'com.foo.bar', '10.0.0.1', '80', 'x_y']],
    [`é ${'x'.repeat(254)}.xy`, ['é', 'x'.repeat(254), 'xy']],
    [`é ${'_'.repeat(300)}a ${'_'.repeat(300)} b`, ['é', `${'_'.repeat(254)}a`, 'b']],
    [`é ${'x'.repeat(300)}`, ['é', 'x'.repeat(255), 'x'.repeat(45)]],
  ])('%j, as the analyzer has them', (text, words) => expect(standardTokens(text)).toEqual(words));

  it('are those of ASCII where it is of ASCII', () => {
    fc.assert(
      fc.property(ascii, (text) => {
        expect(standardTokens(`é ${text}`).slice(1)).toEqual(standardTokens(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes time in proportion to the length, whatever the text', () => {
    for (const part of ['_', 'a_', 'a.', "א'", '\u200d', '☺\u200d', '1_', '\u0301']) {
      const start = performance.now();
      standardTokens(`é ${part.repeat(8_000 / part.length)}`);
      expect(performance.now() - start).toBeLessThan(3_000);
    }
  });
});

describe('a text that is not split', () => {
  const field = 'message';
  const node: fc.Arbitrary<QueryNode> = fc.oneof(
    ascii.map((text): QueryNode => ({ kind: 'text', field, text })),
    ascii
      .filter((text) => text !== '')
      .map((text): QueryNode => ({ kind: 'prefix', field, prefix: text.toLowerCase() })),
    ascii.map((text): QueryNode => ({ kind: 'wildcard', field, pattern: `${text.toLowerCase()}*` })),
  );

  it('meets the same words, phrases, prefixes and patterns as its words do', () => {
    const splitting = (text: string) => standardTokens(text);
    let met = 0;
    fc.assert(
      fc.property(node, ascii, ascii, (term, before, after) => {
        const inner =
          'text' in term ? term.text : 'prefix' in term ? term.prefix : 'pattern' in term ? term.pattern : '';
        const document = { message: before + inner + after };
        const expected = compilePredicate(term, splitting)(document);
        if (expected) met++;
        expect(compilePredicate(term)(document)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
    expect(met).toBeGreaterThan(200);
  });

  it('may hold words that are cut', () => {
    const document = { message: `${'x'.repeat(300)} y` };
    const matches = (text: string) => compilePredicate({ kind: 'text', field, text })(document);
    expect([
      matches('x'.repeat(45)),
      matches('x'.repeat(44)),
      matches('x'.repeat(300)),
      matches('y'),
    ]).toEqual([true, false, true, true]);
  });
});

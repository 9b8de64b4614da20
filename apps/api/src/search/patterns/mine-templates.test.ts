import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskParameters } from './mask-parameters.js';
import { createTemplateMiner } from './mine-templates.js';

function mined(lines: readonly string[], settings = {}): readonly string[] {
  const miner = createTemplateMiner(settings);
  for (const line of lines) miner.add(maskParameters(line));
  return miner.templates().map(({ words }) => words.join(' '));
}

describe('mining templates', () => {
  it('finds what lines have in common', () => {
    expect(
      mined([
        'Failed password for root from 173.234.31.18 port 1 ssh2',
        'Accepted password for ada from 10.0.0.1 port 22 ssh2',
        'Failed password for ada from 173.234.31.19 port 7 ssh2',
        'Received block blk_-69 of size 67108864 from /10.251.73.220',
        'Received block blk_70 of size 1 from /10.251.73.221',
        'Connection closed',
      ]),
    ).toEqual([
      'Failed password for <*> from <ip> port <num> ssh<num>',
      'Accepted password for ada from <ip> port <num> ssh<num>',
      'Received block <*> of size <num> from /<ip>',
      'Connection closed',
    ]);
  });

  it('takes the most similar template, and the elder of two that are equally so', () => {
    const lines = ['a b c d', 'a b x y', 'a b c y'];
    expect(mined(lines, { similarity: 0.75 })).toEqual(['a b c <*>', 'a b x y']);
  });

  it('compares a line with 100 templates that begin like it at most, and gives up those beyond', () => {
    const miner = createTemplateMiner();
    const unlike = (n: number) =>
      `a b ${`c${n} d${n} e${n} f${n}`.replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`;
    const added = Array.from({ length: 101 }, (_, n) => miner.add(unlike(n)));
    expect([miner.templates().length, added.at(99)?.id, added.at(100)]).toEqual([100, 99, undefined]);
    expect(miner.add(unlike(7))?.id).toBe(7);
    expect(miner.add('another beginning')?.id).toBe(100);
  });

  it('keeps to its bounds whatever comes, and counts no line twice', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', '<num>', '<*>', '__proto__');
    const line = fc.array(word, { maxLength: 9 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const miner = createTemplateMiner({ maxTemplates: 7, maxChildren: 2, maxWords: 5 });
        const found = lines.map((each) => miner.add(each));
        expect(miner.templates().length).toBeLessThanOrEqual(7);
        expect(miner.templates().every(({ words }) => words.length <= 6)).toBe(true);
        expect(new Set(found.filter((each) => each !== undefined)).size).toBe(miner.templates().length);
      }),
    );
  });

  it('makes one more template for every line that fits none, up to its bound, and says so of the rest', () => {
    const miner = createTemplateMiner({ maxTemplates: 2 });
    expect(['x', 'y', 'z', 'x'].map((line) => miner.add(line)?.id)).toEqual([0, 1, undefined, 0]);
  });

  it('takes an empty line for a template of no words', () => {
    expect(mined(['', '  '])).toEqual(['']);
  });
});

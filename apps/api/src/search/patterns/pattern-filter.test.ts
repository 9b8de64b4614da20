import { describe, expect, it } from 'vitest';
import { patternFilter } from './pattern-filter.js';

const filterOf = (template: string, example: string) => patternFilter(template.split(' '), example);

describe('the filter of a pattern', () => {
  it('has the words that never change, as phrases', () => {
    expect(
      filterOf('Failed password for <*> from <ip> port <num>', 'Failed password for x from 1.2.3.4 port 5'),
    ).toBe('"Failed password for" "from" "port"');
  });

  it('quotes what is special in the language', () => {
    expect(filterOf(String.raw`say \"no - OR <num>`, String.raw`say \"no - OR 7`)).toBe(
      String.raw`"say \\\"no - OR"`,
    );
  });

  it('is none where nothing is constant, or where it would not find the lines', () => {
    expect(filterOf('<*> <num>', 'a 1')).toBeUndefined();
    expect(filterOf('- : <num>', '- : 1')).toBeUndefined();
    expect(filterOf('gone <num>', 'came 1')).toBeUndefined();
    expect(filterOf('x'.repeat(5_000), 'x'.repeat(5_000))).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { createValueCounter } from './count-values.js';

describe('counting values', () => {
  it('gives the commonest first, those of a prefix in any case, each of an array once', () => {
    const counter = createValueCounter();
    for (const value of ['b', ['a', 'a', 'B2'], 'b', true, 7]) counter.add(value);
    expect(counter.top(2)).toEqual([
      { value: 'b', count: 2 },
      { value: '7', count: 1 },
    ]);
    expect(counter.top(9, 'b').map(({ value }) => value)).toEqual(['b', 'B2']);
    expect(counter.partial()).toBe(false);
  });

  it('holds 1,000 values of 256 characters at most, and says that there were more', () => {
    const many = createValueCounter();
    for (let n = 0; n < 1_001; n++) many.add(n);
    expect([many.top(2_000).length, many.partial()]).toEqual([1_000, true]);
    const long = createValueCounter();
    long.add('x'.repeat(257));
    expect([long.top(1), long.partial()]).toEqual([[], true]);
  });
});

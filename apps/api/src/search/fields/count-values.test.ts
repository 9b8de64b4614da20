import { describe, expect, it } from 'vitest';
import { createValueCounters } from './count-values.js';

describe('counting values', () => {
  it('gives the commonest first, those of a prefix in any case, each of an array once', () => {
    const counter = createValueCounters()();
    for (const value of ['b', ['a', 'a', 'B2'], 'b', true, 7]) counter.add(value);
    expect(counter.top(2)).toEqual([
      { value: 'b', count: 2 },
      { value: '7', count: 1 },
    ]);
    expect(counter.top(9, 'b').map(({ value }) => value)).toEqual(['b', 'B2']);
    expect(counter.partial()).toBe(false);
  });

  it('holds 1,000 values of 256 characters at most, and says that there were more', () => {
    const many = createValueCounters()();
    for (let n = 0; n < 1_001; n++) many.add(n);
    expect([many.top(2_000).length, many.partial()]).toEqual([1_000, true]);
    const long = createValueCounters()();
    long.add('x'.repeat(257));
    expect([long.top(1), long.partial()]).toEqual([[], true]);
  });

  it('holds so many characters in all counters of an answer, and goes on counting what it holds', () => {
    const counters = createValueCounters(200);
    const [first, second] = [counters(), counters()];
    first.add('a'.repeat(100));
    second.add('b'.repeat(101));
    expect([second.top(1), second.partial(), first.partial()]).toEqual([[], true, false]);
    first.add('a'.repeat(100));
    expect(first.top(1)).toEqual([{ value: 'a'.repeat(100), count: 2 }]);
  });
});

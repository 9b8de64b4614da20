import { parseFilter } from '@millrace/filter';
import { describe, expect, it } from 'vitest';
import { fuzzQueries } from '../query-fuzz/fuzz-queries.js';
import { growthOfReading } from '../query-fuzz/growth.js';

/** The long form is `npm run chaos -- query-fuzz`. */
const SEED = 1;
const TEXTS = 10_000;

describe('reading a query', () => {
  it(
    'understands any text or refuses it with its place, and means the same in its canonical text',
    { timeout: 60_000 },
    () => {
      const { counts, fault } = fuzzQueries(SEED, TEXTS);
      expect(fault && `seed ${SEED}: ${fault}`).toBeUndefined();
      // A generator of which everything is refused would prove little.
      expect(counts.understood).toBeGreaterThan(TEXTS / 4);
      expect(counts.refused).toBeGreaterThan(TEXTS / 8);
    },
  );

  it('takes time in proportion to the length, whatever the text', () => {
    const slow = growthOfReading().filter(({ timesMs: [shortest = 0, , , longest = 0] }) => {
      // Eight times the length: 8 when linear, 64 when quadratic; what has a bound of its own is short all the same.
      return (longest > 2 && longest / shortest > 30) || longest > 200;
    });
    expect(slow).toEqual([]);
  });

  it.each([
    ['error.message>=a', 'no order'],
    ['message:[a TO b]', 'no order'],
    ['@timestamp:2026*', 'a time like'],
    ['severity:/1./', 'no text'],
    ['numbers.x:1*', 'a number'],
    ['attributes.a:/b/', 'without regular expressions'],
    ['attributes.a:*b', 'without other patterns'],
    ['attributes.a>5', 'numbers.a'],
    ['shop.a:/b/', 'without regular expressions'],
    ['message:paymnt~', 'search'],
  ])('refuses %s, which has no answer that both can give', (query, reason) => {
    expect(() => parseFilter(query)).toThrow(reason);
  });
});

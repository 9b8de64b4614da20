import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.js';
import { queryDsl } from './query-dsl.js';

interface Filtered {
  bool: { filter: unknown[] };
}

describe('query DSL', () => {
  it('puts tenant and time beside the query, never inside it', () => {
    const dsl = queryDsl(parseQuery('tenant:other OR a'), {
      tenant: 'acme',
      from: '2026-01-01',
      to: '2026-01-02',
    });
    expect(dsl).toEqual({
      bool: {
        filter: [
          { term: { tenant: 'acme' } },
          { range: { '@timestamp': { gte: '2026-01-01', lt: '2026-01-02' } } },
          {
            bool: {
              should: [{ term: { tenant: { value: 'other' } } }, { match_phrase: { message: 'a' } }],
              minimum_should_match: 1,
            },
          },
        ],
      },
    });
  });

  it('always demands the tenant, whatever is asked', () => {
    const word = fc.constantFrom(
      'a',
      'tenant:x',
      '-tenant:acme',
      '(b OR tenant:*)',
      'severity>1',
      'x:*',
      'NOT c',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const { bool } = queryDsl(parseQuery(words.join(' ')), { tenant: 'acme' }) as unknown as Filtered;
        expect(bool.filter[0]).toEqual({ term: { tenant: 'acme' } });
      }),
    );
  });

  it('looks for an unknown field that exists among attributes and numbers', () => {
    const { bool } = queryDsl(parseQuery('user:*'), { tenant: 'a' }) as unknown as Filtered;
    expect(JSON.stringify(bool.filter[1])).toContain('attributes.user');
    expect(JSON.stringify(bool.filter[1])).toContain('numbers.user');
  });

  it.each([
    [
      '@timestamp:2026-11-21',
      { gte: '2026-11-21T00:00:00.000000000Z', lte: '2026-11-21T23:59:59.999999999Z' },
    ],
    ['@timestamp<=2026-11-21T12:00Z', { lte: '2026-11-21T12:00:59.999999999Z' }],
    ['@timestamp>2026-11-21T12:00Z', { gt: '2026-11-21T12:00:59.999999999Z' }],
    ['@timestamp>=2026-11-21T12:00:01Z', { gte: '2026-11-21T12:00:01.000000000Z' }],
    ['@timestamp<2026-11-21T12:00:01.5Z', { lt: '2026-11-21T12:00:01.500000000Z' }],
  ])('spells the time of %s whole: the index takes no minutes', (query, range) => {
    const { bool } = queryDsl(parseQuery(query), { tenant: 'a' }) as unknown as Filtered;
    expect(bool.filter[1]).toEqual({ range: { '@timestamp': range } });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessPredicates } from './access-predicates.js';
import { canonicalForm } from './canonical-form.js';
import { canonicalQuery } from './canonical-query.js';
import { parseQuery } from './parse-query.js';
import { compilePredicate } from './predicate.js';
import { anyDocument, anyQuery } from '../test/any-query.js';

describe('the canonical form', () => {
  it.each([
    ['-(a OR b)', '-b -a'],
    ['-(a -b)', 'b OR -a'],
    ['a *', 'a'],
    ['a OR *', '*'],
    ['a -a', '-*'],
    ['a OR -a', '*'],
    ['a "..."', '-*'],
    ['NOT *', '-*'],
    ['level:(warn OR error)', 'level:error OR level:warn'],
    ['@timestamp:2026-11-21', '@timestamp:[2026-11-21T00:00Z TO 2026-11-21T23:59Z]'],
    ['(a b) OR (b a)', 'a b'],
    ['message:PASS*', 'pass*'],
    ['host.name:a**', 'host.name:a*'],
  ])('is the same for %s and %s', (left, right) => {
    expect(canonicalQuery(parseQuery(left))).toBe(canonicalQuery(parseQuery(right)));
  });

  it('is a query for people', () => {
    expect(
      canonicalQuery(
        parseQuery('severity>=warn service:checkout -(host:"web 1" OR x:5) "Payment failed" pay*'),
      ),
    ).toBe(
      '"payment failed" -attributes.x:5 -host.name:"web 1" -numbers.x:5 pay* service.name:checkout severity>=13',
    );
  });

  it.each([
    [String.raw`host.name:a\(b~`, { kind: 'fuzzy', field: 'host.name', word: 'a(b' }],
    [String.raw`host.name:a\\~`, { kind: 'fuzzy', field: 'host.name', word: 'a\\' }],
    [String.raw`host.name:a\~`, { kind: 'equals', field: 'host.name', value: 'a~' }],
    ['host.name:a~~', { kind: 'fuzzy', field: 'host.name', word: 'a~' }],
    ['message:Wrod~', { kind: 'fuzzy', field: 'message', word: 'wrod' }],
    ['message:a(~', { kind: 'text', field: 'message', text: 'a' }],
    ['message:a"b"~', { kind: 'text', field: 'message', text: 'a b' }],
    ['message:a~~', { kind: 'text', field: 'message', text: 'a' }],
    ['error.message:/~', { kind: 'not', node: { kind: 'all' } }],
  ])('of %s, whose ~ means a slip only behind one plain word, is the same again', (text, node) => {
    const canonical = canonicalForm(parseQuery(text));
    expect(canonical).toEqual(node);
    expect(canonicalForm(parseQuery(canonicalQuery(canonical)))).toEqual(canonical);
  });

  it.each([
    ['terms', Array.from({ length: 64 }, (_, index) => `n${index}:5`).join(' ')],
    [
      'characters',
      `host.name:(${Array.from({ length: 60 }, (_, index) => `"${'x'.repeat(60)}${index}"`).join(' ')})`,
    ],
    ['parentheses', `${'b OR a ('.repeat(10)}b OR a n:5${')'.repeat(10)}`],
    ['a pattern', `host.name:${'~'.repeat(200)}?`],
    ['a regular expression', String.raw`host.name:/` + String.raw`\W`.repeat(40) + '/'],
  ])('written out may be over the bound of %s, and is refused for that and not misread', (_, text) => {
    const canonical = canonicalQuery(parseQuery(text));
    expect(() => parseQuery(canonical)).toThrow(/at most|a shorter query/);
  });

  it('of parentheses within each other takes no time that doubles with each', () => {
    const startedAt = performance.now();
    canonicalQuery(parseQuery(`${'b OR a ('.repeat(10)}c OR d${')'.repeat(10)}`));
    // Once it was more than ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('parsed again has the same form, and means what the query meant', () => {
    fc.assert(
      fc.property(anyQuery(), anyDocument(), (text, document) => {
        const node = parseQuery(text);
        const canonical = canonicalForm(node);
        const again = parseQuery(canonicalQuery(node));
        expect(canonicalForm(again)).toEqual(canonical);
        expect(compilePredicate(canonical)(document)).toBe(compilePredicate(node)(document));
      }),
      { numRuns: 800 },
    );
  });
});

describe('access predicates', () => {
  const accessOf = (query: string) => accessPredicates(canonicalForm(parseQuery(query)));

  it.each([
    ['trace.id:abc payment', [{ kind: 'equals', field: 'trace.id', value: 'abc' }]],
    ['-a "payment failed" severity>3', [{ kind: 'text', field: 'message', text: 'payment' }]],
    ['host.name:/web-[0-9]/', [{ kind: 'prefix', field: 'host.name', prefix: 'web-' }]],
    ['host.name:web-*-eu', [{ kind: 'prefix', field: 'host.name', prefix: 'web-' }]],
    ['-*', []],
    ['-a', 'scan'],
    ['a OR -b', 'scan'],
    ['host.name:*', 'scan'],
    ['host.name:*x', 'scan'],
  ])('of %s', (query, access) => expect(accessOf(query)).toEqual(access));

  it('miss no document that the filter matches', () => {
    let met = 0;
    fc.assert(
      fc.property(anyQuery(), anyDocument(), (text, document) => {
        const node = parseQuery(text);
        const access = accessOf(text);
        if (access === 'scan' || !compilePredicate(node)(document)) return;
        met++;
        expect(access.some((predicate) => compilePredicate(predicate)(document))).toBe(true);
      }),
      { numRuns: 800 },
    );
    expect(met).toBeGreaterThan(20);
  });
});

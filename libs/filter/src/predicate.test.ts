import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuery } from './canonical-query.js';
import { parseQuery } from './parse-query.js';
import { compilePredicate } from './predicate.js';

const DOCUMENT = {
  '@timestamp': '2026-11-21T12:00:30.500000000Z',
  'event.created': '2026-11-21T12:00:31.000Z',
  message: 'Failed password for root from 173.234.31.186 port 38926 ssh2, see /var/log/auth.log',
  'log.level': 'error',
  severity: 17,
  'service.name': 'sshd',
  'trace.id': 'abcdef',
  attributes: { user: 'root', retry: true, tags: ['night', 'ssh'], 'http.method': 'GET' },
  numbers: { latency_ms: 512.5, 'db.rows': 3 },
};

function matches(query: string, document: Readonly<Record<string, unknown>> = DOCUMENT): boolean {
  return compilePredicate(parseQuery(query))(document);
}

describe('a predicate holds', () => {
  it.each([
    ['*'],
    [''],
    ['password'],
    ['PASSWORD'],
    ['"failed password"'],
    ['173.234.31.186'],
    ['/var/log/auth.log'],
    ['service:sshd failed'],
    ['level:ERROR'],
    ['trace.id:ABCDEF'],
    ['severity:error'],
    ['severity>=13'],
    ['user:root'],
    ['retry:true'],
    ['tags:ssh'],
    ['http.method:GET'],
    ['latency_ms>500'],
    ['numbers.latency_ms:512.5'],
    ['latency_ms:[500 TO 600]'],
    ['db.rows:3'],
    ['latency_ms:*'],
    ['user:*'],
    ['@timestamp:2026-11-21'],
    ['@timestamp>=2026-11-21T12:00Z'],
    ['@timestamp<=2026-11-21T12:00Z'],
    ['event.created<2026-11-22'],
    ['service.name:[a TO t]'],
    ['NOT sudo'],
    ['-service:web'],
    ['sudo OR root'],
    ['(sudo OR root) -(level:info OR level:warn)'],
  ])('%s', (query) => {
    expect(matches(query)).toBe(true);
  });
});

describe('a predicate does not hold', () => {
  it.each([
    ['pass'],
    ['"password failed"'],
    ['173.234'],
    ['service:SSHD'],
    ['service:web'],
    ['severity<17'],
    ['user:roo'],
    ['latency_ms>512.5'],
    ['missing:*'],
    ['numbers.user:*'],
    ['@timestamp:2026-11-22'],
    ['@timestamp>2026-11-21'],
    ['@timestamp<2026-11-21T12:00Z'],
    ['NOT root'],
    ['sudo OR web'],
    ['constructor:*'],
    ['"..."'],
  ])('%s', (query) => {
    expect(matches(query)).toBe(false);
  });
});

describe('a predicate', () => {
  it('never throws, whatever the document holds', () => {
    const queries = ['a', 'service:a', 'severity>3', 'x:1', 'x:*', '@timestamp:2026-01-01', '-a'].map(
      (query) => compilePredicate(parseQuery(query)),
    );
    const names = ['message', 'service.name', 'severity', '@timestamp', 'attributes', 'numbers', 'other'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (document) => {
        for (const predicate of queries) expect(typeof predicate(document)).toBe('boolean');
      }),
    );
  });

  it('takes the order of keywords from their UTF-8 bytes', () => {
    const document = { 'service.name': '\u{1F600}' };
    expect(matches('service.name>\u{FFFD}', document)).toBe(true);
  });
});

describe('a canonical query', () => {
  it.each([
    ['a b', 'b a a'],
    ['a AND (b AND c)', '(a b) c'],
    ['a OR (b OR a)', 'b OR a'],
    ['"Failed   Password"', '"failed password"'],
    ['NOT (NOT a)', 'a'],
    ['level:WARN', 'log.level:warn'],
    ['severity:[1 TO 5] x', 'x severity:[1 TO 5]'],
  ])('is the same for %s and %s', (left, right) => {
    expect(canonicalQuery(parseQuery(left))).toBe(canonicalQuery(parseQuery(right)));
  });

  it.each([
    ['a b', '"a b"'],
    ['a OR b', 'a b'],
    ['x:1', 'x:"1"'],
    ['a', '-a'],
    ['severity>3', 'severity>=3'],
    ['service:a', 'service:A'],
  ])('differs for %s and %s', (left, right) => {
    expect(canonicalQuery(parseQuery(left))).not.toBe(canonicalQuery(parseQuery(right)));
  });
});

it('a predicate decides on lists in lists, however deep', () => {
  const depth = 100_000;
  const document = JSON.parse(
    `{"attributes":{"a":[[1,"x"],${'['.repeat(depth)}"y"${']'.repeat(depth)}]}}`,
  ) as object;
  expect(['a:x', 'a:y', 'a:1', 'a:z'].map((query) => matches(query, { ...document }))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

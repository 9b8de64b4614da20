import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.js';
import { QUERY_BOUNDS } from './query-bounds.js';
import { queryDsl } from './query-dsl.js';
import { QuerySyntaxError } from './query-syntax-error.js';

const text = (value: string) => ({ kind: 'text', field: 'message', text: value });
const equals = (field: string, value: string | number) => ({ kind: 'equals', field, value });

function errorOf(query: string): QuerySyntaxError {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error;
    throw error;
  }
  throw new Error(`${query} was understood`);
}

/** Queries within each other in what an index is asked. */
function deepest(dsl: unknown): number {
  if (typeof dsl !== 'object' || dsl === null) return 0;
  const below = Math.max(0, ...Object.values(dsl).map(deepest));
  return below + Number('bool' in dsl);
}

describe('bare words are text, whatever is inside them', () => {
  it.each([
    'sshd[24200]',
    'sshd[24200]:',
    'blk_-6952295868487656571',
    '173.234',
    '173.234.31.186',
    '/etc/httpd/conf/workers2.properties',
    '/var/log',
    'req-38101a0b-2096-447d-96ea-a692162415ae',
    'terminating',
    'error:',
    'https://example.com/a?b=c',
    'a->b',
    'i<init>',
    '12:34:56',
    '10.0.0.1:80',
    'pam_unix(sshd:auth):',
    'foo(bar)',
    '**',
    '-',
    '[error]',
    '"',
  ])('%s', (word) => {
    if (word === '"') return expect(errorOf(word).column).toBe(1);
    return expect(parseQuery(word)).toEqual(text(word));
  });

  it('holds for any word of letters, digits and inner punctuation', () => {
    const word = fc.stringMatching(/^[0-9/[][\w[\]./-]{0,30}$/);
    fc.assert(
      fc.property(word, (value) => {
        expect(parseQuery(value)).toEqual(text(value));
      }),
    );
  });
});

describe('phrases', () => {
  it('keep their spaces and operators; a backslash takes a quote', () => {
    expect(parseQuery('"Failed password"')).toEqual(text('Failed password'));
    expect(parseQuery(String.raw`"say \"hi\" OR -x:y"`)).toEqual(text('say "hi" OR -x:y'));
  });

  it('mean what they hold, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const quoted = `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
        expect(parseQuery(quoted)).toEqual(text(value));
      }),
    );
  });
});

describe('fields', () => {
  it.each([
    ['service.name:checkout', equals('service.name', 'checkout')],
    ['level:WARN', equals('log.level', 'warn')],
    ['service:api', equals('service.name', 'api')],
    ['trace.id:ABCDEF', equals('trace.id', 'abcdef')],
    ['severity:13', equals('severity', 13)],
    ['constructor:x', equals('attributes.constructor', 'x')],
    ['__proto__:x', equals('attributes.__proto__', 'x')],
    ['toString:*', { kind: 'exists', field: 'toString' }],
    ['severity:warn', equals('severity', 13)],
    ['numbers.latency_ms:5.5', equals('numbers.latency_ms', 5.5)],
    ['host.name:"web 1"', equals('host.name', 'web 1')],
    ['message:"a b"', text('a b')],
    ['error.message:boom', { kind: 'text', field: 'error.message', text: 'boom' }],
    ['user:alice', equals('attributes.user', 'alice')],
    ['attributes.user:alice', equals('attributes.user', 'alice')],
    ['status:"500"', equals('attributes.status', '500')],
    ['correlation.id:req-1', equals('correlation.id', 'req-1')],
    ['trace.id:*', { kind: 'exists', field: 'trace.id' }],
    ['host.name:"web*"', equals('host.name', 'web*')],
  ])('%s', (query, node) => expect(parseQuery(query)).toEqual(node));

  it('an unknown one with a number is a number or an attribute', () => {
    expect(parseQuery('status:500')).toEqual({
      kind: 'or',
      nodes: [equals('numbers.status', 500), equals('attributes.status', '500')],
    });
  });

  it.each([
    ['severity>=warn', 'severity', { gte: 13 }],
    ['severity:>=17', 'severity', { gte: 17 }],
    ['latency_ms>500', 'numbers.latency_ms', { gt: 500 }],
    ['latency_ms:[1 TO 5]', 'numbers.latency_ms', { gte: 1, lte: 5 }],
    ['latency_ms:[* TO 5]', 'numbers.latency_ms', { lte: 5 }],
    ['numbers.a:[-1.5 TO *]', 'numbers.a', { gte: -1.5 }],
    ['@timestamp<2026-11-21', '@timestamp', { lt: '2026-11-21' }],
    [
      '@timestamp:[2026-11-21T00:00:00Z TO 2026-11-21T01:00:00.5Z]',
      '@timestamp',
      { gte: '2026-11-21T00:00:00Z', lte: '2026-11-21T01:00:00.5Z' },
    ],
    ['host.name<=m', 'host.name', { lte: 'm' }],
  ])('%s is a range', (query, field, bounds) => {
    expect(parseQuery(query)).toEqual({ kind: 'range', field, bounds });
  });
});

describe('combining', () => {
  it('wants all terms side by side, any around OR, none behind - and NOT', () => {
    expect(parseQuery('a b AND c')).toEqual({ kind: 'and', nodes: [text('a'), text('b'), text('c')] });
    expect(parseQuery('a b OR -c')).toEqual({
      kind: 'or',
      nodes: [
        { kind: 'and', nodes: [text('a'), text('b')] },
        { kind: 'not', node: text('c') },
      ],
    });
    expect(parseQuery('NOT (a OR user:b)')).toEqual({
      kind: 'not',
      node: { kind: 'or', nodes: [text('a'), equals('attributes.user', 'b')] },
    });
    expect(parseQuery('(f(x) OR level:info)')).toEqual({
      kind: 'or',
      nodes: [text('f(x)'), equals('log.level', 'info')],
    });
  });

  it('an empty query and a lone * want everything', () => {
    expect(parseQuery('')).toEqual({ kind: 'all' });
    expect(parseQuery('*')).toEqual({ kind: 'all' });
    expect(parseQuery('* -x')).toEqual({
      kind: 'and',
      nodes: [{ kind: 'all' }, { kind: 'not', node: text('x') }],
    });
    expect(parseQuery('  \t')).toEqual({ kind: 'all' });
  });
});

describe('errors name the column', () => {
  it.each([
    ['abc "def', 5, 4],
    ['host:"x', 6, 2],
    ['a:[1 TO', 3, 5],
    ['a:[1 5]', 3, 5],
    ['x (a b', 3, 1],
    ['a OR', 5, 0],
    ['a AND OR b', 7, 2],
    ['-(a', 2, 1],
    ['ok severity>=foo', 14, 3],
    ['@timestamp>yesterday', 12, 9],
    ['@timestamp>2026-13-01', 12, 10],
    ['@timestamp>2026-02-30', 12, 10],
    ['@timestamp:2026-11-21T24:00Z', 12, 17],
    ['@timestamp<2500-01-01', 12, 10],
    ['@timestamp:1600-01-01', 12, 10],
    ['severity>1e300', 10, 5],
    ['latency:[1 TO x]', 15, 1],
    ['attributes.a>5', 14, 1],
    ['message>5', 9, 1],
    ['severity:high', 10, 4],
    ['a >= 5', 3, 2],
    ['()', 2, 1],
  ])('%j at %i over %i', (query, column, length) => {
    const error = errorOf(query);
    expect([error.column, error.length]).toEqual([column, length]);
    expect(error.expected).not.toBe('');
  });

  it('bounds characters, terms and depth', () => {
    expect(errorOf('x'.repeat(QUERY_BOUNDS.characters + 1)).expected).toBe('a shorter query');
    expect(errorOf('x '.repeat(QUERY_BOUNDS.terms + 1)).expected).toContain('at most');
    expect(errorOf('('.repeat(200) + 'x').expected).toContain('parentheses');
  });

  it('bounds how deep an index has to read, whatever stands in the parentheses', () => {
    const deep = (levels: number) => `a OR b ${'-(a OR b '.repeat(levels)}-x:5${')'.repeat(levels)}`;
    // An index reads 30 of them within each other.
    expect(deepest(queryDsl(parseQuery(deep(QUERY_BOUNDS.depth)), { tenant: 'a' }))).toBeLessThanOrEqual(25);
    expect(errorOf(deep(QUERY_BOUNDS.depth + 1)).expected).toContain('parentheses');
  });

  it('any text is understood or refused with a place inside it, never anything else', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        '"',
        '(',
        ')',
        '-',
        ' ',
        ':',
        '[',
        ']',
        ' TO ',
        '>=',
        '<',
        'OR ',
        'NOT ',
        'severity',
        '*',
        '\\',
        '5',
        '=',
        '.',
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((list) => list.join('')),
          fc.string(),
        ),
        (query) => {
          try {
            parseQuery(query);
          } catch (error) {
            if (!(error instanceof QuerySyntaxError)) throw error;
            expect(error.column).toBeGreaterThanOrEqual(1);
            expect(error.column - 1 + error.length).toBeLessThanOrEqual(query.length);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

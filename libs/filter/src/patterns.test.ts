import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.js';
import { compilePredicate } from './predicate.js';
import { queryDsl } from './query-dsl.js';
import { QuerySyntaxError } from './query-syntax-error.js';

const DOCUMENT = {
  '@timestamp': '2026-11-21T12:00:30.500000000Z',
  'event.created': '2026-11-21T12:00:31.123Z',
  message: 'Failed password for ΟΔΥΣΣΕΥΣ from 173.234.31.186, see /var/log/auth.log',
  'log.level': 'error',
  severity: 17,
  'service.name': 'checkout-eu',
  'host.name': 'web-12-eu',
  'log.logger': 'com.shop.Cart*?\\x',
  'error.type': 'ReadTimeout',
  'trace.id': 'abcdef',
  attributes: { user: 'Alice', path: '/var/log/x', tags: ['night', 'ssh'] },
  numbers: { latency_ms: 512.5, delta: -5 },
};

function matches(query: string, document: Readonly<Record<string, unknown>> = DOCUMENT): boolean {
  return compilePredicate(parseQuery(query))(document);
}

function clauseOf(query: string): unknown {
  const { bool } = queryDsl(parseQuery(query), { tenant: 'a' }) as { bool: { filter: unknown[] } };
  return bool.filter[1];
}

function faultOf(query: string): QuerySyntaxError {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error;
    throw error;
  }
  throw new Error(`${query} was understood`);
}

describe('patterns', () => {
  it.each([
    'pass*',
    'PASS*',
    'message:pass*',
    'message:PAS?WORD',
    'message:173.*',
    'οδυσσευσ',
    'ΟΔΥΣΣ*',
    'host.name:web-*',
    'host.name:web-*-eu',
    'host.name:web-??-eu',
    'trace.id:ABC*',
    'user:Al*',
    'attributes.user:Al*',
    'path:/var/log*',
    'path:/var/log/x',
    String.raw`log.logger:*\*\?\\x`,
    'error.type:/.*Timeout/',
    'error.type:/(Read|Write)Timeout/',
    String.raw`host.name:/web-\d{1,3}-[a-z]+/`,
    'message:/PASS(word)?/',
    String.raw`message:/\d+(\.\d+){3}/`,
    'host.name:(web-1 OR web-12*)',
    'message:(password AND NOT sudo)',
    'message:("failed password" OR nothing)',
    'severity:(>=13 AND <20)',
    'level:(warn error) OR level:(warn OR error)',
    'delta:(-5 OR 7)',
    'latency_ms:{512 TO 513}',
    'latency_ms:[512.5 TO 513}',
    'level>=warn',
    'level:[warn TO fatal]',
    'host.name:["web-1" TO "web-2"]',
    'latency_ms:[* TO *]',
    'NOT(sudo)',
  ])('%s matches', (query) => expect(matches(query)).toBe(true));

  it.each([
    'asswor*',
    'host.name:web-?-eu',
    'host.name:eb-*',
    'user:al*',
    'error.type:/Timeout/',
    'error.type:/readtimeout/',
    'latency_ms:{512.5 TO 513]',
    'level>error',
    'severity:(>=18 OR <5)',
    'host.name:(web-1 OR web-2)',
    'host.name:-web*',
    'nothing*',
  ])('%s does not match', (query) => expect(matches(query)).toBe(false));
});

describe('a backslash in a bound', () => {
  it.each([
    [String.raw`host.name>=web\ 1\*\x`, { gte: String.raw`web 1*\x` }],
    [String.raw`host.name:>web\)`, { gt: 'web)' }],
    [String.raw`host.name:[\* TO a\ \]b]`, { gte: '*', lte: 'a ]b' }],
    [String.raw`host.name:{"\a\"" TO *]`, { gt: 'a"' }],
  ])('makes the next character plain in %s, as in any value', (query, bounds) => {
    expect(parseQuery(query)).toEqual({ kind: 'range', field: 'host.name', bounds });
  });
});

describe('the DSL of a pattern', () => {
  it.each([
    ['PASS*', { prefix: { message: { value: 'pass' } } }],
    ['user:Al*', { prefix: { 'attributes.user': { value: 'Al' } } }],
    [String.raw`log.logger:a?b\*`, { wildcard: { 'log.logger': { value: String.raw`a?b\*` } } }],
    ['error.type:/a.*"/', { regexp: { 'error.type': { value: String.raw`a.*\"`, flags: 'NONE' } } }],
    ['message:/[A-C]x/', { regexp: { message: { value: '[A-Ca-c]x', flags: 'NONE' } } }],
    ['pasword~', { match: { message: { query: 'pasword', fuzziness: 'AUTO', operator: 'and' } } }],
    ['service:chekout~', { fuzzy: { 'service.name': { value: 'chekout', fuzziness: 'AUTO' } } }],
  ])('%s', (query, clause) => expect(clauseOf(query)).toEqual(clause));

  it.each([
    ['event.created>=2026-11-21T12:00:00.1234Z', { gt: '2026-11-21T12:00:00.123Z' }],
    ['event.created<2026-11-21T12:00:00.1234Z', { lte: '2026-11-21T12:00:00.123Z' }],
    ['event.created<2026-11-21T12:00:00.123Z', { lt: '2026-11-21T12:00:00.123Z' }],
    [
      'event.created:2026-11-21T12:00:00.123Z',
      { gte: '2026-11-21T12:00:00.123Z', lte: '2026-11-21T12:00:00.123Z' },
    ],
  ])('asks a field of milliseconds for %s as for the finer time', (query, bounds) => {
    expect(clauseOf(query)).toEqual({ range: { 'event.created': bounds } });
  });
});

describe('what a field cannot be asked for is refused with the reason', () => {
  it.each([
    ['user:/a.*/', 6, 'attributes are indexed without regular expressions'],
    ['attributes.user:a*b', 17, 'attributes are indexed without other patterns'],
    ['attributes.x:bob~', 14, 'quote it'],
    ['attributes.latency>5', 20, 'numbers.latency'],
    ['attributes.latency:[1 TO 5]', 21, 'numbers.latency'],
    ['severity:1*', 10, 'a number from 0 to 24'],
    ['severity:/1/', 10, 'no text for a regular expression'],
    ['@timestamp:2026*', 12, 'a time like'],
    ['message:a-*', 9, 'within one word of message'],
    ['service.name:', 14, 'a value directly behind service.name:'],
    ['severity>=', 11, 'a value directly behind severity>='],
    ['(level:)', 8, 'a value directly behind level:'],
    ['host.name:( OR a)', 13, 'a value of host.name'],
    ['error.type:/a^b/', 14, 'always of the whole'],
    ['error.type:/a**/', 15, 'one repetition'],
    ['error.type:/(a/', 13, 'a closing )'],
    ['error.type:/[z-a]/', 14, 'from the lower character'],
    ['error.type:/a{1,65}/', 14, 'at most 64 repetitions'],
    [String.raw`error.type:/\bx/`, 13, 'backslash before punctuation'],
    ['error.type:/(?=a)/', 13, 'looks around'],
    ['error.type:/.*a.{20}/', 12, 'a simpler pattern'],
    ['host.name:*a????????????', 11, 'a simpler pattern'],
    [`host.name:${'a?'.repeat(200)}`, 11, 'at most 256 characters'],
    ['host.name:a*b '.repeat(17), 235, 'at most 16 wildcards'],
    [`host.name>="${'é'.repeat(257)}"`, 12, 'a bound of at most 512 bytes'],
    [`host.name:["${'é'.repeat(257)}" TO *]`, 12, 'a bound of at most 512 bytes'],
    [`user:${'€'.repeat(171)}*`, 6, 'a beginning of at most 512 bytes'],
    [`${'n'.repeat(257)}:5`, 1, 'a name of at most 256 characters'],
    [`attributes.${'n'.repeat(257)}:(a OR b)`, 1, 'a name of at most 256 characters'],
    [String.raw`host.name:/` + String.raw`\W`.repeat(60) + '/', 11, 'a shorter regular expression'],
    [`host.name:${'é'.repeat(257)}~`, 11, 'a word of at most 256 characters'],
  ])('%s', (query, column, reason) => {
    const fault = faultOf(query);
    expect([fault.column, fault.expected]).toEqual([column, expect.stringContaining(reason)]);
  });

  it('names the field that was probably meant', () => {
    expect(faultOf('severty>=warn')).toMatchObject({ column: 1, length: 7, suggestion: 'severity' });
    expect(faultOf('severty>=warn').message).toContain('did you mean severity?');
  });
});

import { describe, expect, it } from 'vitest';
import { parseFilter, parseQuery } from './parse-query.js';
import { QUERY_BOUNDS } from './query-bounds.js';
import { readQuery } from './read-query.js';

/** ms of CPU; it is some tens, and was ten seconds. */
const LONG_MS = 1_000;

describe('reading goes on behind a mistake', () => {
  it('names every problem in order and keeps what was understood', () => {
    const { node, problems } = readQuery('a severity>=foo (b OR @timestamp>x');
    expect(problems.map(({ start, end }) => [start, end])).toEqual([
      [12, 15],
      [16, 17],
      [33, 34],
    ]);
    expect(node).toEqual(parseQuery('a b'));
  });

  it.each([
    ['a "b', 'a'],
    ['service: b', 'b'],
    ['a OR OR b', 'a OR b'],
    ['host.name:(a OR', 'host.name:a'],
    ['x:[1 5] b', 'b'],
    ['--a', 'a'],
  ])('%s is as far as %s', (broken, whole) => {
    const { node, problems } = readQuery(broken);
    expect(problems).not.toEqual([]);
    expect(node).toEqual(parseQuery(whole));
  });
});

describe('reading', () => {
  it.each([
    ['terms', 'a:b ', QUERY_BOUNDS.terms],
    ['words', 'a ', QUERY_BOUNDS.terms],
    ['patterns', 'host.name:a*b ', QUERY_BOUNDS.patterns],
  ])('ends with the first of too many %s', (_, unit, bound) => {
    const { problems, parts } = readQuery(unit.repeat(bound + 5));
    expect(problems).toHaveLength(1);
    expect(parts.at(-1)?.end).toBe(unit.length * (bound + 1) - 1);
  });
});

describe('time', () => {
  it.each([
    ['expressions that are refused for their size', 'host.name:/((((.?){4}){4}){4}){4}a/ '],
    ['wildcards that are refused for theirs', 'host.name:*a*b*c*d*e*f*g*h*i???????????? '],
  ])('of reading the longest query of %s is short', (_, unit) => {
    const text = unit.repeat(Math.floor(QUERY_BOUNDS.characters / unit.length));
    const { user, system } = process.cpuUsage();
    const { problems } = readQuery(text);
    const after = process.cpuUsage();
    expect(problems.length).toBeGreaterThan(2);
    expect((after.user + after.system - user - system) / 1_000).toBeLessThan(LONG_MS);
  });

  it('grows with the length, however many mistakes without a blank between them', () => {
    const timeOf = (length: number) => {
      const text = 'attributes.x>"y"'.repeat(length / 16);
      const times = Array.from({ length: 9 }, () => {
        const startedAt = performance.now();
        readQuery(text);
        return performance.now() - startedAt;
      });
      return Math.min(...times);
    };
    const { characters } = QUERY_BOUNDS;
    // Eight times; forty when each mistake was looked at up to the end of the query.
    expect(timeOf(characters) / timeOf(characters / 8)).toBeLessThan(20);
  });

  it('is not spent on more patterns than a query may have, whether they are understood or refused', () => {
    const { problems } = readQuery('host.name:/.*a.{20}/ '.repeat(30));
    expect(problems).toHaveLength(QUERY_BOUNDS.patterns + 2);
    expect(problems.at(-2)?.expected).toContain('at most 16 wildcards');
  });
});

describe('parts', () => {
  const rolesOf = (query: string) =>
    readQuery(query).parts.map(({ start, end, role }) => `${query.slice(start, end)} ${role}`);

  it('cover fields, operators, values, words, connectives and parentheses', () => {
    expect(rolesOf('a OR -level:warn ("b c" x>5)')).toEqual([
      'a word',
      'OR connective',
      '- connective',
      'level field',
      ': operator',
      'warn value',
      '( parenthesis',
      '"b c" phrase',
      'x field',
      '> operator',
      '5 value',
      ') parenthesis',
    ]);
  });

  it('name the field of a value, in parentheses too', () => {
    const { parts } = readQuery('level:(warn OR "error")');
    expect(parts.filter(({ role }) => role === 'value').map(({ field }) => field)).toEqual([
      'log.level',
      'log.level',
    ]);
  });
});

describe('a hint', () => {
  it('names the field that an attribute is nearly called like, and refuses nothing', () => {
    const { hints, problems } = readQuery('severty:13 host_name:a hosts:b');
    expect(problems).toEqual([]);
    expect(hints.map(({ suggestion }) => suggestion)).toEqual(['severity', 'host.name']);
  });

  it.each([
    ['failed - retrying', [7, 8]],
    ['a "..." b', [2, 7]],
    ['message:->', [8, 10]],
  ])('names what has no word to be found by in %s', (query, place) => {
    const { hints, problems } = readQuery(query);
    expect(problems).toEqual([]);
    expect(hints.map(({ start, end }) => [start, end])).toEqual([place]);
    expect(hints[0]?.expected).toContain('no log has');
  });

  it.each([
    ['a latency_ms >500', 2, 'latency_ms:>500'],
    ['latency_ms >= 0.5e1', 0, 'latency_ms:>=0.5e1'],
    ['latency_ms> 500', 0, 'latency_ms:>500'],
    ['NOT (level >warn)', 5, 'level:>warn'],
    ['level=warn', 0, 'level:warn'],
    ['(a OR level=warn)', 6, 'level:warn'],
    ['level = warn', 0, 'level:warn'],
    ['level==warn', 0, 'level:warn'],
    ['level!=warn', 0, '-level:warn'],
    ['level :warn', 0, 'level:warn'],
    ['user=alice', 0, 'user:alice'],
    ['status =500', 0, 'status:500'],
    ['service.name="check out"', 0, 'service.name:"check out"'],
  ])('says of the text %s what it was probably meant to be', (query, start, suggestion) => {
    const { hints } = readQuery(query);
    expect(hints).toEqual([expect.objectContaining({ start, suggestion })]);
    const { start: from = 0, end = 0 } = hints[0] ?? {};
    expect(query.slice(from, end).replaceAll(/[\s=!:]/g, '')).toBe(suggestion.replaceAll(/[-\s=:]/g, ''));
    const mended = query.slice(0, from) + suggestion + query.slice(end);
    expect(readQuery(mended)).toMatchObject({ problems: [], hints: [] });
  });

  it.each([
    'a >b',
    'a = b',
    'a->b',
    'message >5',
    'severity=loud',
    'path=/var/*',
    'https://example.com/a?b=c',
    '"level=warn"',
    'error: failed',
    'level:x=1',
    'a OR >500',
  ])('leaves the text %s alone', (query) =>
    expect(readQuery(query).hints.filter(({ suggestion }) => suggestion !== undefined)).toEqual([]),
  );
});

describe('a term that only a search can answer', () => {
  it('is named with its place, and refused where a stream is filtered', () => {
    expect(readQuery('a pasword~').searchOnly).toEqual([
      { start: 2, end: 10, reason: expect.stringContaining('by a search') as string },
    ]);
    expect(() => parseFilter('a pasword~')).toThrow(/column 3/);
    expect(parseQuery('a pasword~')).toMatchObject({ kind: 'and' });
  });
});

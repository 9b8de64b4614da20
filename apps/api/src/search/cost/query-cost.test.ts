import { describe, expect, it } from 'vitest';
import { parseQuery } from '@millrace/filter';
import { isOnlyNegative, termCosts, weightOf } from './query-cost.js';

const weight = (text: string) => weightOf(termCosts(parseQuery(text)));

describe('the weight of a term', () => {
  it.each([
    ['', 0],
    ['error', 1],
    ['"payment failed again"', 3],
    ['payment-failed/again', 3],
    ['sshd[24200]', 2],
    ['"--"', 1],
    ['service.name:shop', 1],
    ['latency_ms>5', 2],
    ['host.name:web-*', 10],
    ['host.name:we*', 100],
    ['host.name:*-1', 1_000],
    ['host.name:w?b-1', 100],
    ['host.name:web-?', 10],
    ['error.type:/Time(out|r)/', 10],
    ['error.type:/(Read|Write)Timeout/', 10],
    ['error.type:/(R|Write)Timeout/', 100],
    ['error.type:/.*Timeout/', 1_000],
    ['error.type:/a+bcd/', 100],
    ['error.type:/abc?/', 100],
    ['error.type:/[a-c]x/', 1_000],
    ['pasword~', 100],
    ['-error', 2],
    ['(a OR b) c', 3],
  ])('%s: %d', (text, expected) => expect(weight(text)).toBe(expected));

  it('stands beside the term as a query has it', () => {
    const terms = termCosts(parseQuery('host:*-1 -(a OR "b c")')).map(({ term }) => term);
    expect(terms).toEqual(['host.name:*-1', '-a', '-"b c"']);
  });
});

describe('a query that says only what is not wanted', () => {
  it.each([
    ['-a', true],
    ['-a -b', true],
    ['-a b', false],
    ['(-a OR b)', true],
    ['', false],
  ])('%s: %s', (text, expected) => expect(isOnlyNegative(parseQuery(text))).toBe(expected));
});

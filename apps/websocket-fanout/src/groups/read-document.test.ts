import { compilePredicate, parseQuery } from '@millrace/filter';
import { groupRecord, sampleGroup } from '@millrace/testing';
import { describe, expect, it } from 'vitest';
import { readGroup, readLog } from './read-document.js';

const group = sampleGroup('shop', 'order-7', {
  ...{
    services: ['checkout', 'payment'],
    levels: { info: 2, error: 1 },
    logs: 3,
    errors: 1,
    durationMs: 120,
  },
});
const value = groupRecord('groups', group).value ?? Buffer.alloc(0);

describe('what filters see of a group', () => {
  it.each([
    'status:timeout',
    'services:checkout OR service.name:payment',
    'service:checkout errors>=1',
    'durationMs>100 durationMs<200',
    'rule:by-id',
    'correlation.id:order-7',
    'checkout',
    'level:error',
    '"order 7"',
    '@timestamp>=2026-11-21',
  ])('meets %s', (query) => {
    expect(compilePredicate(parseQuery(query))(readGroup(value) ?? {})).toBe(true);
  });

  it.each(['status:complete', 'service.name:web', 'errors>1', 'level:debug', 'web'])(
    'does not meet %s',
    (query) => {
      expect(compilePredicate(parseQuery(query))(readGroup(value) ?? {})).toBe(false);
    },
  );

  it('is nothing for bytes that are no JSON', () => {
    expect(readGroup(Buffer.from('{'))).toBeUndefined();
    expect(readLog(Buffer.from('{'))).toBeUndefined();
  });
});

it.each(['null', '[]', '7', '"x"', '{', ''])('takes %j for no document', (text) => {
  expect(readLog(Buffer.from(text))).toBeUndefined();
  expect(readGroup(Buffer.from(text))).toBeUndefined();
});

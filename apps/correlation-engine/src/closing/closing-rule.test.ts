import { compilePredicate, parseQuery } from '@millrace/filter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClosingRule } from './closing-rule.js';
import { wordsOfQuery } from './words-of-query.js';

const bytes = (document: object) => Buffer.from(JSON.stringify(document));

describe('a closing rule', () => {
  it('is met by nothing when there is none', () => {
    expect(createClosingRule(undefined)(bytes({}))).toBe(false);
  });

  it.each([
    ['attributes.step:done', { attributes: { step: 'done' } }, true],
    ['attributes.step:done', { attributes: { step: 'begun' }, message: 'done' }, false],
    ['done', { message: 'all DONE' }, true],
    ['numbers.status>=500', { numbers: { status: 503 } }, true],
    ['service.name:web attributes.step:done', { 'service.name': 'web', attributes: { step: 'done' } }, true],
    ['attributes.step:done OR error.type:*', { 'error.type': 'Timeout' }, true],
    ['NOT service.name:web', { 'service.name': 'stock' }, true],
    ['@timestamp:2026-11-21', { '@timestamp': '2026-11-21T12:00:00.000000000Z' }, true],
  ])('%s of %j: %s', (query, document, expected) => {
    expect(createClosingRule(query)(bytes(document))).toBe(expected);
  });

  it('is not met by what is no document', () => {
    const closes = createClosingRule('done');
    for (const value of [null, Buffer.from(''), Buffer.from('"message" done'), Buffer.from('null')])
      expect(closes(value)).toBe(false);
  });

  it('looks for the value, which few documents hold, before it parses', () => {
    expect(wordsOfQuery(parseQuery('service.name:web attributes.step:checkout-done'))).toEqual([
      'checkout-done',
    ]);
    expect(wordsOfQuery(parseQuery('attributes.a:one OR attributes.b:two'))).toEqual(['one', 'two']);
    expect(wordsOfQuery(parseQuery('attributes.a:one OR NOT attributes.b:two'))).toBeUndefined();
  });

  it('decides the same as it would without looking at the bytes first', () => {
    const value = fc.constantFrom('done', 'Done', 'a"b', 'ü', '1', 'true', '2026-11-21', 'x y');
    const term = fc
      .tuple(fc.constantFrom('attributes.step', 'service.name', 'error.type', 'step'), value)
      .map(([field, text]) => `${field}:${JSON.stringify(text)}`);
    const query = fc.oneof(
      term,
      value.map((text) => JSON.stringify(text)),
      fc.tuple(term, term).map(([one, other]) => `${one} ${other}`),
      fc.tuple(term, term).map(([one, other]) => `${one} OR NOT ${other}`),
      fc.tuple(term, term).map(([one, other]) => `(${one} OR ${other})`),
    );
    const scalar = fc.oneof(value, fc.integer(), fc.boolean());
    const document = fc.record(
      {
        message: value,
        'service.name': value,
        'error.type': value,
        attributes: fc.record({ step: fc.oneof(scalar, fc.array(scalar)) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(query, document, (text, given) => {
        expect(createClosingRule(text)(bytes(given))).toBe(compilePredicate(parseQuery(text))(given));
      }),
      { numRuns: 2_000 },
    );
  });
});

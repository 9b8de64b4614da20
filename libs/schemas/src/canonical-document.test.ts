import { describe, expect, it } from 'vitest';
import { BOUNDS } from './bounds.js';
import { canonicalDocumentSchema } from './canonical-document.js';
import { describeProblem, validationProblems } from './validation-problem.js';

const DOCUMENT = {
  '@timestamp': '2026-11-21T12:00:00.000000000Z',
  'event.created': '2026-11-21T12:00:00.000Z',
  'event.id': 'x',
  tenant: 'default',
  message: '',
  severity: 0,
  'service.name': 's',
};

const refused = (change: Record<string, unknown>) =>
  !canonicalDocumentSchema.safeParse({ ...DOCUMENT, ...change }).success;

describe('canonical document', () => {
  it('needs no more than time, id, tenant, message, severity and service', () => {
    expect(refused({})).toBe(false);
  });

  it.each([
    [{ '@timestamp': '2026-11-21T12:00:00Z' }],
    [{ tenant: 'a-b' }],
    [{ severity: 25 }],
    [{ severity: 1.5 }],
    [{ 'event.id': '' }],
    [{ 'event.id': 'é'.repeat(65) }],
    [{ message: 'x'.repeat(BOUNDS.messageBytes + 1) }],
    [{ message: '€'.repeat(Math.ceil(BOUNDS.messageBytes / 3) + 1) }],
    [{ 'host.name': 'x'.repeat(BOUNDS.keywordBytes + 1) }],
    [{ attributes: { '': 'blank' } }],
    [{ attributes: { 'a\0b': 'control' } }],
    [{ attributes: { a: 1 } }],
    [{ attributes: { a: { b: 'nested' } } }],
    [{ numbers: { a: Infinity } }],
    [{ numbers: { a: '1' } }],
    [{ unknown: 'x' }],
  ])('refuses %j', (change) => {
    expect(refused(change)).toBe(true);
  });

  it('takes texts of exactly their bound', () => {
    expect(refused({ message: 'x'.repeat(BOUNDS.messageBytes), 'event.id': 'é'.repeat(64) })).toBe(false);
  });

  it('says path, value and expectation of what is wrong', () => {
    const input = { ...DOCUMENT, tenant: undefined, attributes: { status: 7 } };
    const { error } = canonicalDocumentSchema.safeParse(input);
    const problems = validationProblems(error!, input);
    expect(problems.map(({ path, value }) => [path, value])).toEqual([
      ['tenant', 'nothing'],
      ['attributes.status', '7'],
    ]);
    expect(describeProblem(problems[1]!)).toMatch(/^attributes\.status: given 7, expected /);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEAD_LETTER_CODES } from '@millrace/schemas';
import { deadLetterFingerprint, FINGERPRINT_PATTERN } from './dead-letter-fingerprint.js';

const code = fc.constantFrom(...DEAD_LETTER_CODES);

describe('deadLetterFingerprint', () => {
  it('has one form for any reason', () => {
    fc.assert(
      fc.property(code, fc.string({ unit: 'binary' }), (c, reason) => {
        expect(deadLetterFingerprint(c, reason)).toMatch(FINGERPRINT_PATTERN);
      }),
    );
  });

  it('is equal for reasons that differ in numbers, ids, quoted values and spacing', () => {
    const reasons = [
      'failed to parse field [numbers.latency] at 1204: "abc" is no number',
      'failed to parse field [numbers.latency] at 9: "x y z" is  no number',
      "failed to parse field [numbers.latency] at 2026-11-21T12:00:00Z: '' is no number",
      'failed to parse field [numbers.latency] at 3f2b-9c: `q` is no number',
    ];
    const fingerprints = reasons.map((reason) => deadLetterFingerprint('mapping', reason));
    expect(new Set(fingerprints).size).toBe(1);
  });

  it('tells causes with other words apart, and codes with one reason', () => {
    const parse = deadLetterFingerprint('mapping', 'failed to parse field [a]');
    expect(deadLetterFingerprint('mapping', 'failed to parse field [b]')).not.toBe(parse);
    expect(deadLetterFingerprint('document-rejected', 'failed to parse field [a]')).not.toBe(parse);
  });

  it('does not take an apostrophe in a word for a quote', () => {
    const first = deadLetterFingerprint('mapping', "can't read the message, won't guess");
    expect(deadLetterFingerprint('mapping', "can't read the level, won't guess")).not.toBe(first);
  });

  it('is stable across versions, because letters of years are grouped by it', () => {
    expect(deadLetterFingerprint('invalid-json', 'unexpected "}" at byte 17')).toBe(
      'invalid-json:b171a43f68a9fe67',
    );
  });
});

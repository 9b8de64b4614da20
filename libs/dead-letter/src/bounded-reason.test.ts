import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedReason, MAX_REASON_CHARACTERS } from './bounded-reason.js';

const anyText = fc.string({ unit: 'binary', maxLength: 3 * MAX_REASON_CHARACTERS });

describe('boundedReason', () => {
  it('is one well-formed line within the bound, whatever it is given', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const reason = boundedReason(text);
        expect(reason.length).toBeLessThanOrEqual(MAX_REASON_CHARACTERS);
        expect(reason.isWellFormed()).toBe(true);
        expect(reason).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(fc.property(anyText, (text) => boundedReason(boundedReason(text)) === boundedReason(text)));
  });

  it('keeps a short line as it is', () => {
    expect(boundedReason('severity: given "high", expected number')).toBe(
      'severity: given "high", expected number',
    );
  });

  it('cuts at a character, not inside a surrogate pair', () => {
    for (const lead of ['', 'a']) {
      const reason = boundedReason(lead + '😀'.repeat(MAX_REASON_CHARACTERS));
      expect(reason.isWellFormed()).toBe(true);
      expect(reason).not.toContain('\ufffd');
      expect(reason.endsWith('😀…')).toBe(true);
    }
  });

  it('joins lines', () => {
    expect(boundedReason('first\r\nsecond\tthird\u0000')).toBe('first second third');
  });
});

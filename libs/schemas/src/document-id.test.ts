import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_ID_PATTERN, documentId } from './document-id.js';

describe('document id', () => {
  it.each([
    ['default', 'logs.raw/3/1204/0', 1_795_262_400_123, 'AaH9-kZ7L6_gpWR3Umfq9g'],
    ['team_a', 'é', 0, 'AAAAAAAATQQd3mT0wG0tbw'],
    ['default', '', 281_474_976_710_655, '________u5oD80I8KmRFSA'],
  ])('of %s %j at %d never changes: documents are found again by it', (tenant, eventId, ms, expected) => {
    expect(documentId(tenant, eventId, ms)).toBe(expected);
  });

  it('is 22 characters, equal for equal and different for different logs', () => {
    const part = fc.tuple(fc.stringMatching(/^[a-z0-9_]{1,40}$/), fc.string(), fc.nat());
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(documentId(...a)).toMatch(DOCUMENT_ID_PATTERN);
        expect(documentId(...a) === documentId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('does not mix tenant and event id', () => {
    expect(documentId('a', 'b_c', 0)).not.toBe(documentId('a_b', 'c', 0));
  });

  it('decoded, begins with the event time', () => {
    const bytes = Buffer.from(documentId('default', 'x', 1_795_262_400_123), 'base64url');
    expect(bytes.readUIntBE(0, 6)).toBe(1_795_262_400_123);
  });
});

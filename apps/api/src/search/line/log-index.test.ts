import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentId } from '@millrace/schemas';
import { logIndex } from './log-index.js';

describe('index of a log', () => {
  it('is that of the day of its event, as its id tells', () => {
    const ms = Date.parse('2026-11-21T23:59:59.999Z');
    expect(logIndex('acme', documentId('acme', 'x', ms))).toBe('millrace-logs-acme-2026.11.21');
    expect(logIndex('acme', documentId('acme', 'x', ms + 1))).toBe('millrace-logs-acme-2026.11.22');
  });

  it('is none for what is no id, or of a time without a day', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/^[\w-]{22}$/.test(text));
        expect(logIndex('acme', text)).toBeUndefined();
      }),
    );
    expect(logIndex('acme', '_'.repeat(22))).toBeUndefined();
  });
});

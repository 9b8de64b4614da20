import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTextEntry } from './text-entry.js';

describe('readTextEntry', () => {
  it('gives back the text as it was wrapped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const entry = readTextEntry(Buffer.from(JSON.stringify({ 'event.original': text, 'event.id': 'i' })));
        expect(entry).toMatchObject({ ok: true, bytes: Buffer.from(text), eventId: 'i', service: undefined });
      }),
    );
  });

  it.each([
    ['{"event.original":', 'invalid-json'],
    ['{"event.original":5}', 'invalid-field'],
    ['{"event.original":"x","event.id":""}', 'invalid-field'],
    ['{"event.original":"x","other":1}', 'invalid-field'],
    ['[]', 'invalid-field'],
  ])('rejects %s', (line, code) => {
    expect(readTextEntry(Buffer.from(line))).toMatchObject({ ok: false, code });
  });

  it('rejects bytes that are no text', () => {
    expect(readTextEntry(Buffer.from([0xff]))).toMatchObject({ ok: false, code: 'invalid-utf8' });
  });
});

import { describe, expect, it } from 'vitest';
import { markMatches } from './mark-matches.js';
import { renderLog } from './render-log.js';

const marked = (text: string): string => text.replaceAll('[', '\u{E000}').replaceAll(']', '\u{E001}');
const shown = (text: string, ...fragments: string[]): string =>
  markMatches(text, fragments.map(marked))
    .map((piece) => (piece.match ? `[${piece.text}]` : piece.text))
    .join('');

describe('markMatches', () => {
  it('puts the marks of fragments where they belong in the whole text', () => {
    expect(shown('Failed password for root, Failed again', '[Failed] [password] for', '[Failed] again')).toBe(
      '[Failed] [password] for root, [Failed] again',
    );
  });

  it('leaves the text whole without fragments, and for a fragment of another text', () => {
    expect(shown('hello')).toBe('hello');
    expect(shown('hello', '[other]')).toBe('hello');
    expect(markMatches('', [])).toEqual([{ text: '', match: false }]);
  });
});

describe('renderLog', () => {
  it('is one line that cannot act on the terminal', () => {
    const log = {
      '@timestamp': '2026-11-21T12:00:00.123456789Z',
      message: 'x',
      'service.name': 'a\u001b[2J',
      severity: 17,
      'log.level': 'error',
    };
    const line = renderLog(log, [{ text: 'one\ntwo\u0007', match: false }], (_style, text) => text);
    expect(line).toBe('2026-11-21T12:00:00.123Z error a\\x1b[2J one\\ntwo\\x07');
  });
});

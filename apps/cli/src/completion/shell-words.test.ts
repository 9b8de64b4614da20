import { describe, expect, it } from 'vitest';
import { quotedForShell, splitShellLine } from './shell-words.js';

const texts = (line: string) => splitShellLine(line).map(({ text }) => text);

describe('splitShellLine', () => {
  it('reads words as a shell does, the last as far as it is typed', () => {
    expect(texts(`millrace search 'a "b"' c\\ d "e\\"f\\n" g`)).toEqual([
      ...['millrace', 'search', 'a "b"', 'c d', 'e"f\\n', 'g'],
    ]);
    expect(texts('millrace ')).toEqual(['millrace', '']);
    expect(texts('')).toEqual(['']);
  });

  it('says which quotation mark is open, and where what is behind it begins', () => {
    expect(splitShellLine(`x a'b "c`).at(-1)).toEqual({ text: 'ab "c', openQuote: "'", openAt: 4 });
    expect(splitShellLine(`x "a" 'b'c`).at(-1)).toEqual({ text: 'bc', openQuote: '', openAt: 6 });
    expect(splitShellLine('x a\\').at(-1)).toEqual({ text: 'a', openQuote: '', openAt: 2 });
  });
});

describe('quotedForShell', () => {
  it.each(['', "'", '"'] as const)('is read back as it was behind %j', (quote) => {
    const text = 'a b\'c"d\\e$(f)`g`>h;i*ü';
    expect(texts(`x ${quote}${quotedForShell(text, quote)}${quote}`)).toEqual(['x', text]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect-format.js';
import { joinLines } from './join-lines.js';
import { createLineJoiner } from './line-joiner.js';

const join = (text: string) => [...joinLines(Buffer.from(text))].map(({ bytes }) => bytes.toString());

const JAVA = `java.lang.RuntimeException: boom
\tat com.acme.A.b(A.java:1)
Caused by: java.io.IOException: reset
\tat com.acme.C.d(C.java:2)
\t... 12 more`;
const PYTHON = `Traceback (most recent call last):
  File "a.py", line 1, in <module>
    main()
ValueError: bad

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in <module>
KeyError: 'x'`;
const GO = `panic: runtime error: index out of range

goroutine 1 [running]:
main.main()
\t/tmp/a.go:5 +0x1d
exit status 2`;

describe('joining lines', () => {
  it('keeps a line whose text begins after hundreds of blanks', () => {
    const late = `${' '.repeat(300)}late`;
    expect(join(`${late}\nfirst\n`)).toEqual([late, 'first']);
    expect(join(`Traceback (most recent call last):\n${late}\n`)).toEqual([
      `Traceback (most recent call last):\n${late}`,
    ]);
  });

  it('leaves bytes that are no text to be judged as a log', () => {
    expect([...joinLines(Buffer.from([0xa0, 0x0a]))].map(({ bytes }) => [...bytes])).toEqual([[0xa0]]);
  });

  it.each([
    ['a Java stack trace', JAVA],
    ['a Python traceback with its cause', PYTHON],
    ['a Go panic', GO],
    ['indented lines', 'config:\n  a: 1\n  b: 2'],
  ])('keeps %s with the line before it', (_name, trace) => {
    const head = '2026-11-21 12:00:00 ERROR x failed';
    const next = '2026-11-21 12:00:01 INFO x went on';
    const entries = join(`${next}\n${head}\n${trace}\n${next}\n`);
    if (trace === GO || trace.startsWith('config')) expect(entries.slice(-2)).toEqual([trace, next]);
    else expect(entries).toEqual([next, `${head}\n${trace}`, next]);
  });

  it('leaves ordinary lines apart', () => {
    const lines = ['one', 'two: x', 'Dec 10 06:55:48 h a[1]: x', '{"a":1}', '  {"b":2}', 'three'];
    expect(join(lines.join('\n'))).toEqual(lines);
  });

  it('never joins anything to a JSON line', () => {
    expect(join('{"a":1}\n  indented')).toEqual(['{"a":1}', '  indented']);
  });

  it('strips line ends and leaves blank lines out', () => {
    expect(join('a\r\n\r\n \nb\r\r\n')).toEqual(['a', 'b']);
  });

  it('names where each entry starts, so that an appended file meets the same places', () => {
    const text = 'a\r\n  b\n\nc\n';
    const places = [...joinLines(Buffer.from(text))].map(({ byteOffset, lines }) => [byteOffset, lines]);
    expect(places).toEqual([
      [0, 2],
      [8, 1],
    ]);
  });

  it('bounds an entry in bytes and in lines', () => {
    const joiner = createLineJoiner({ maxEntryBytes: 40, maxEntryLines: 3 });
    const entries: string[] = [];
    for (let at = 0; at < 9; at++) {
      const entry = joiner.push(Buffer.from(at === 0 ? 'head' : ` line ${at}`), at);
      if (entry) entries.push(entry.bytes.toString());
    }
    entries.push(joiner.flush()!.bytes.toString());
    expect(entries.map((entry) => entry.split('\n').length)).toEqual([3, 3, 3]);
    expect(joiner.flush()).toBeUndefined();
  });

  it('loses no line and adds none, whatever the text', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom(...JAVA.split('\n'), ...PYTHON.split('\n'), ...GO.split('\n'), '{"a":1}', '', 'x'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const kept = (all: readonly string[]) =>
          all
            .join('\n')
            .split('\n')
            .map((l) => l.trim())
            .filter((l) => l !== '');
        expect(kept(join(lines.join('\n')))).toEqual(kept(lines));
      }),
    );
  });

  it('gives the same entries from any place where one starts', () => {
    const text = `a\n  b\n2026-11-21 12:00:00 x\n${JAVA}\nc\n`;
    const bytes = Buffer.from(text);
    const all = [...joinLines(bytes)];
    for (const [at, entry] of all.entries()) {
      const rest = [...joinLines(bytes.subarray(entry.byteOffset))].map((e) => e.bytes.toString());
      expect(rest).toEqual(all.slice(at).map((e) => e.bytes.toString()));
    }
  });
});

describe('detectFormat', () => {
  const detect = (...lines: string[]) => detectFormat(lines.map((line) => Buffer.from(line)));

  it('goes with the most, and is plain for an empty file', () => {
    expect(detect('# header', '{"a":1}', '{"b":2}')).toBe('json');
    expect(detect('Dec 10 06:55:48 h a[1]: x', 'words')).toBe('syslog-3164');
    expect(detect('words', 'more words')).toBe('plain');
    expect(detect()).toBe('plain');
  });
});

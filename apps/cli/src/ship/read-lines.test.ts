import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines, type SourceLine } from './read-lines.js';

async function linesOf(chunks: readonly Buffer[], maxLineBytes = 1_000): Promise<SourceLine[]> {
  const lines: SourceLine[] = [];
  async function* source() {
    yield* chunks;
  }
  for await (const line of readLines(source(), maxLineBytes)) lines.push(line);
  return lines;
}

describe('readLines', () => {
  it('gives lines with their places, without LF and CRLF, and a last line without an end', async () => {
    const lines = await linesOf([Buffer.from('one\r\n\ntwo\nthree')]);
    expect(lines.map((line) => [line.bytes.toString(), line.number, line.byteOffset])).toEqual([
      ['one', 1, 0],
      ['', 2, 5],
      ['two', 3, 6],
      ['three', 4, 10],
    ]);
  });

  it('passes over a byte order mark before the first line, and keeps the places of the lines after it', async () => {
    const lines = await linesOf([Buffer.from('\ufeffone\n\ufefftwo')]);
    expect(lines.map((line) => [line.bytes.toString(), line.byteOffset])).toEqual([
      ['one', 0],
      ['\ufefftwo', 7],
    ]);
  });

  it('cuts a line that is too long, says so, and keeps the places of the lines after it', async () => {
    const lines = await linesOf([Buffer.from('x'.repeat(10)), Buffer.from('yy\nz\n')], 4);
    expect(lines).toEqual([
      { bytes: Buffer.from('xxxx'), number: 1, byteOffset: 0, cut: true },
      { bytes: Buffer.from('z'), number: 2, byteOffset: 13, cut: false },
    ]);
  });

  it('gives the same lines whatever the chunks are', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '字'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(80), { maxLength: 8 }), async (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''));
        const places = [
          0,
          ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
          bytes.length,
        ];
        const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
        expect(await linesOf(chunks)).toEqual(await linesOf([bytes]));
      }),
    );
  });
});

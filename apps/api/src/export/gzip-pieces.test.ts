import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { acceptsGzip, gzipPieces } from './gzip-pieces.js';

it.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['br, GZIP ; q=0.1', true],
  ['*', true],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['identity', false],
  ['gzip;q=x', false],
])('%j takes gzip: %s', (header, taken) => expect(acceptsGzip(header)).toBe(taken));

it('gives the pieces back compressed, and their error', async () => {
  const broken = new Error('broken');
  async function* pieces(fails: boolean) {
    yield 'one\n';
    if (fails) throw broken;
    yield 'two\n';
  }
  const chunks = (await Readable.from(gzipPieces(pieces(false))).toArray()) as Buffer[];
  expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe('one\ntwo\n');
  await expect(Readable.from(gzipPieces(pieces(true))).toArray()).rejects.toBe(broken);
});

it('leaves the pieces when it is left', async () => {
  const left = Promise.withResolvers<void>();
  async function* endless() {
    try {
      for (let n = 0; ; n++) yield `${Math.sin(n)}`.repeat(10_000);
    } finally {
      left.resolve();
    }
  }
  for await (const chunk of gzipPieces(endless())) if (chunk.length > 100) break;
  await left.promise;
});

import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** Lines of logs repeat each other so much that a higher level saves little and costs twice the time. */
const LEVEL = 4;

/** Compresses pieces as they are asked for; leaving it leaves them, and their error is its own. */
export async function* gzipPieces(pieces: AsyncIterable<string>): AsyncGenerator<Buffer, void, undefined> {
  const source = Readable.from(pieces, { highWaterMark: 1 });
  // The loop below meets the error that ended the pipeline as the stream's own.
  const compressed = pipeline(source, createGzip({ level: LEVEL }), () => undefined);
  yield* compressed as AsyncIterable<Buffer>;
}

/** Whether `Accept-Encoding` takes gzip: by name or by `*`, and not with a weight of 0. */
export function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map(
    (header ?? '').split(',').map((one): [string, number] => {
      const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)];
    }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}

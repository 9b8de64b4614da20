import { Readable, pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { ByteBudget } from './byte-budget.js';
import type { HttpRequest } from './http-route.js';
import { ProblemError, tooBusy } from './problem.js';

/** A body in memory. Whoever has it calls `release` once when the bytes are no longer held. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  release(): void;
}

/** Bounds of {@link readBody}. */
export interface BodyBounds {
  /** Decompressed bytes of this body. */
  readonly limitBytes: number;
  /** Shared by all requests of the process, in decompressed bytes. */
  readonly budget: ByteBudget;
}

// A map, because the sender names the key: an object has members of its own, such as its constructor.
const DECOMPRESSORS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['zstd', createZstdDecompress],
]);
const RETRY_AFTER_MS = 1_000;

/**
 * Reads a request's body, decompressed (gzip, deflate, zstd, none). Throws a `ProblemError`: `too-large` once more
 * than `limitBytes` came out (a bomb is given up as soon as it passes the limit), `invalid-encoding` when the
 * compressed data is damaged or cut short, `unsupported-content-encoding` for others, `too-busy` when the budget is
 * used up. The request's signal ends it with that signal's reason.
 */
export async function readBody(request: HttpRequest, bounds: BodyBounds): Promise<ReceivedBody> {
  refuseDeclaredSize(request, bounds.limitBytes);
  const chunks: Buffer[] = [];
  let held = 0;
  try {
    for await (const chunk of decompressed(request)) {
      if (held + chunk.length > bounds.limitBytes) throw tooLarge(bounds.limitBytes);
      if (!bounds.budget.tryReserve(chunk.length)) {
        throw tooBusy('The requests in flight hold all the memory there is for bodies.', RETRY_AFTER_MS);
      }
      held += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    bounds.budget.release(held);
    throw request.signal.aborted ? request.signal.reason : error;
  }
  return { bytes: Buffer.concat(chunks, held), release: () => bounds.budget.release(held) };
}

function refuseDeclaredSize({ headers }: HttpRequest, limitBytes: number): void {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return;
  if (Number(headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError('too-large', `A body may have at most ${limitBytes} bytes after decompression.`);
}

async function* decompressed(request: HttpRequest): AsyncGenerator<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') {
    yield* request.body;
    return;
  }
  const create = DECOMPRESSORS.get(encoding);
  if (create === undefined) {
    throw new ProblemError(
      'unsupported-content-encoding',
      'Content-Encoding may be gzip, deflate, zstd or identity, one of them.',
      { headers: { 'accept-encoding': 'gzip, deflate, zstd' } },
    );
  }
  yield* through(create(), request, encoding);
}

async function* through(
  decompressor: Duplex,
  { body, signal }: HttpRequest,
  encoding: string,
): AsyncGenerator<Buffer> {
  // The pieces of the body end with the error that broke them, which the loop below meets as the stream's own.
  const stream = pipeline(Readable.from(body, { signal }), decompressor, () => undefined);
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal.aborted || !isCompressionError(error)) throw error;
    throw new ProblemError('invalid-encoding', `The body is not complete, undamaged ${encoding} data.`);
  }
}

function isCompressionError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code.startsWith('Z_') || code.startsWith('ZSTD_') || code.startsWith('ERR_ZLIB');
}

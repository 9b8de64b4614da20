import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteBudget } from './byte-budget.js';
import type { HttpRequest } from './http-route.js';
import { ProblemError } from './problem.js';
import { readBody } from './read-body.js';

const COMPRESS = {
  gzip: gzipSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
  identity: (b: Buffer) => b,
};
type Encoding = keyof typeof COMPRESS;

async function* pieces(bytes: Buffer, size = 1_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function request(bytes: Buffer, encoding?: string, signal = new AbortController().signal): HttpRequest {
  return {
    method: 'POST',
    path: '/',
    params: {},
    query: new URLSearchParams(),
    headers: { ...(encoding !== undefined && { 'content-encoding': encoding }) },
    body: pieces(bytes),
    remoteAddress: '',
    requestId: '1',
    signal,
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error('no problem was thrown', { cause: error });
  return error.code;
}

const LIMIT = 100_000;

describe('reading a body', () => {
  it.each(Object.keys(COMPRESS) as Encoding[])('gives back what was sent as %s', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 20_000 }), async (data) => {
        const budget = createByteBudget(LIMIT);
        const sent = request(COMPRESS[encoding](Buffer.from(data)), encoding);
        const body = await readBody(sent, { limitBytes: LIMIT, budget });
        expect(body.bytes.equals(data)).toBe(true);
        expect(budget.usedBytes()).toBe(data.length);
        body.release();
        expect(budget.usedBytes()).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['gzip', 'deflate', 'zstd', 'identity'] as const)(
    'takes exactly the limit in %s and refuses one byte more',
    async (encoding) => {
      const budget = createByteBudget(10 * LIMIT);
      const send = (size: number) =>
        readBody(request(COMPRESS[encoding](Buffer.alloc(size)), encoding), { limitBytes: LIMIT, budget });
      (await send(LIMIT)).release();
      expect(await codeOf(send(LIMIT + 1))).toBe('too-large');
      expect(budget.usedBytes()).toBe(0);
    },
  );

  it('gives up a bomb early: the budget never holds more than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    let highest = 0;
    const budget = createByteBudget(LIMIT);
    const watched = {
      ...budget,
      tryReserve: (n: number) => {
        const taken = budget.tryReserve(n);
        highest = Math.max(highest, budget.usedBytes());
        return taken;
      },
    };
    expect(await codeOf(readBody(request(bomb, 'gzip'), { limitBytes: LIMIT, budget: watched }))).toBe(
      'too-large',
    );
    expect(highest).toBeLessThanOrEqual(LIMIT);
    expect(budget.usedBytes()).toBe(0);
  });

  it.each(['gzip', 'deflate', 'zstd'] as const)('refuses %s data cut short anywhere', async (encoding) => {
    const whole = COMPRESS[encoding](Buffer.from('a line of a log\n'.repeat(300)));
    const budget = createByteBudget(LIMIT);
    for (let length = 1; length < whole.length; length += 3) {
      const cut = request(whole.subarray(0, length), encoding);
      expect(await codeOf(readBody(cut, { limitBytes: LIMIT, budget }))).toBe('invalid-encoding');
    }
    expect(budget.usedBytes()).toBe(0);
  });

  it('refuses plain text that claims to be gzip, and encodings it does not know', async () => {
    const budget = createByteBudget(LIMIT);
    const bounds = { limitBytes: LIMIT, budget };
    const text = Buffer.from('{"message":"hi"}');
    expect(await codeOf(readBody(request(text, 'gzip'), bounds))).toBe('invalid-encoding');
    for (const encoding of ['br', 'gzip, gzip', '', 'constructor', '__proto__'])
      expect(await codeOf(readBody(request(text, encoding), bounds))).toBe('unsupported-content-encoding');
  });

  it('refuses a declared length over the limit before it reads a byte', async () => {
    const budget = createByteBudget(LIMIT);
    let touched = false;
    const body = {
      [Symbol.asyncIterator]: () => {
        touched = true;
        return pieces(Buffer.alloc(1));
      },
    };
    const declared = { ...request(Buffer.alloc(0)), headers: { 'content-length': String(LIMIT + 1) }, body };
    expect(await codeOf(readBody(declared, { limitBytes: LIMIT, budget }))).toBe('too-large');
    expect(touched).toBe(false);
  });

  it('answers too busy when the process holds too much, and gives back what it took', async () => {
    const budget = createByteBudget(5_000);
    budget.tryReserve(3_000);
    const bounds = { limitBytes: LIMIT, budget };
    const refusal = readBody(request(Buffer.alloc(4_000)), bounds);
    expect(await codeOf(refusal)).toBe('too-busy');
    await expect(readBody(request(Buffer.alloc(4_000)), bounds)).rejects.toMatchObject({
      extra: { headers: { 'retry-after': '1' } },
    });
    expect(budget.usedBytes()).toBe(3_000);
    budget.release(3_000);
    (await readBody(request(Buffer.alloc(4_000)), bounds)).release();
  });

  it('ends with the reason of the signal when the client leaves', async () => {
    const gone = new AbortController();
    const budget = createByteBudget(LIMIT);
    async function* dribble() {
      yield Buffer.alloc(10);
      gone.abort(new Error('left'));
      throw new Error('aborted');
    }
    for (const encoding of ['identity', 'gzip']) {
      const half = { ...request(Buffer.alloc(0), encoding, gone.signal), body: dribble() };
      await expect(readBody(half, { limitBytes: LIMIT, budget })).rejects.toThrow('left');
    }
    expect(budget.usedBytes()).toBe(0);
  });
});

import { once } from 'node:events';
import { Agent, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { createHealth, createLogger, createTelemetry } from '@millrace/runtime';
import type { Principal } from '@millrace/schemas';
import type { HttpRoute } from './http-route.js';
import { AUTHENTICATE, HTTP_ROUTES } from './http-tokens.js';
import type { Authenticate } from './http-tokens.js';
import { ProblemError, tooBusy } from './problem.js';
import { startHttp } from './start-http.js';
import type { HttpServer } from './start-http.js';

@Module({})
class Routes {}

const searcher: Principal = { keyId: 'k1', tenant: 'acme', scopes: ['search'] };
const authenticate: Authenticate = async ({ headers }) => {
  const key = headers['x-api-key'];
  if (key === 'down') return 'unavailable';
  return key === undefined ? 'missing-key' : key === 'good' ? searcher : 'invalid-key';
};

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(1_000);
});

async function serve(
  routes: readonly HttpRoute[],
  more: { handlerTimeoutMs?: number; maxConnections?: number; guard?: Authenticate | null } = {},
) {
  const lines: string[] = [];
  const log = new PassThrough();
  log.on('data', (line: Buffer) => lines.push(line.toString()));
  const guard = more.guard === undefined ? authenticate : more.guard;
  const module: DynamicModule = {
    module: Routes,
    providers: [
      { provide: HTTP_ROUTES, useFactory: () => routes },
      ...(guard ? [{ provide: AUTHENTICATE, useFactory: () => guard }] : []),
    ],
  };
  const health = createHealth();
  const server = await startHttp({
    module,
    listen: {
      port: 0,
      host: '127.0.0.1',
      maxConnections: more.maxConnections ?? 100,
      requestTimeoutMs: 5_000,
    },
    health,
    telemetry: createTelemetry('probe'),
    logger: createLogger('probe', 'info', log),
    ...(more.handlerTimeoutMs !== undefined && { handlerTimeoutMs: more.handlerTimeoutMs }),
  });
  servers.push(server);
  const base = `http://127.0.0.1:${server.port}`;
  return { server, base, health, lines };
}

const hello: HttpRoute = {
  method: 'GET',
  path: '/v1/things/:id',
  scopes: ['search'],
  summary: 'a thing',
  handle: async (request, principal) => ({
    status: 200,
    body: { id: request.params['id'], q: request.query.get('q'), tenant: principal.tenant },
  }),
};
const key = { 'x-api-key': 'good' };

describe('access', () => {
  it('gives a route its parameters, query and principal', async () => {
    const { base } = await serve([hello]);
    const reply = await fetch(`${base}/v1/things/a%2Fb?q=1%3F2`, { headers: key });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ id: 'a/b', q: '1?2', tenant: 'acme' });
  });

  it.each([
    [{}, 401, 'missing-key'],
    [{ 'x-api-key': 'bad' }, 401, 'invalid-key'],
    [{ 'x-api-key': 'down' }, 503, 'unavailable'],
  ])('refuses %j with %i %s', async (headers, status, code) => {
    const { base } = await serve([hello]);
    const reply = await fetch(`${base}/v1/things/1`, { headers: headers as Record<string, string> });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(await reply.json()).toMatchObject({ code, status, type: `urn:millrace:problem:${code}` });
  });

  it('refuses a key without the scope, naming it; an empty list takes any key', async () => {
    const { base } = await serve([{ ...hello, scopes: ['search', 'admin'] }]);
    const anyKey = await serve([{ ...hello, scopes: [] }]);
    expect((await fetch(`${anyKey.base}/v1/things/1`, { headers: key })).status).toBe(200);
    expect((await fetch(`${anyKey.base}/v1/things/1`)).status).toBe(401);
    const reply = await fetch(`${base}/v1/things/1`, { headers: key });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({
      code: 'missing-scope',
      detail: expect.stringContaining('admin'),
    });
  });

  it('answers in the words of a protocol that has its own, who refuses be it the guard or the handler', async () => {
    const spoken: HttpRoute = {
      ...hello,
      spellProblem: ({ status, code, detail }, { headers }) =>
        headers['x-plain'] === undefined
          ? undefined
          : { contentType: 'text/plain', body: Buffer.from(`${status} ${code}: ${detail}`) },
      handle: () => Promise.reject(tooBusy('Later.', 3_000)),
    };
    const { base } = await serve([spoken]);
    const ask = (headers: Record<string, string>) => fetch(`${base}/v1/things/1`, { headers });
    const busy = await ask({ ...key, 'x-plain': '1' });
    expect([busy.status, busy.headers.get('retry-after'), await busy.text()]).toEqual([
      ...[429, '3', '429 too-busy: Later.'],
    ]);
    const refused = await ask({ 'x-plain': '1' });
    expect(refused.headers.get('content-type')).toBe('text/plain');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await ask(key)).headers.get('content-type')).toContain('application/problem+json');
  });

  it('does not start with a route that is neither guarded nor says it is public', async () => {
    const { scopes: _scopes, ...open } = hello as HttpRoute & { scopes: unknown };
    await expect(serve([open as unknown as HttpRoute])).rejects.toThrow('states its scopes, or public: true');
    await expect(serve([hello], { guard: null })).rejects.toThrow('no AUTHENTICATE');
  });
});

describe('HEAD', () => {
  it('is answered as GET is, key and scopes included, without the body', async () => {
    const { base } = await serve([hello]);
    const url = `${base}/v1/things/1`;
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(401);
    const [get, head] = [
      await fetch(url, { headers: key }),
      await fetch(url, { method: 'HEAD', headers: key }),
    ];
    expect([head.status, head.headers.get('content-type')]).toEqual([200, get.headers.get('content-type')]);
    expect([(await get.text()) === '', await head.text()]).toEqual([false, '']);
    expect((await fetch(`${base}/readyz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('ends the pieces of a streamed reply without asking for one', async () => {
    const asked: string[] = [];
    const pieces = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: asked.push('next') > 3, value: 'x' }),
        return: async () => ({ done: asked.push('return') > 0, value: undefined }),
      }),
    };
    const handle = async () => ({ status: 200, body: pieces });
    const { base } = await serve([{ ...hello, path: '/v1/pieces', handle }]);
    const reply = await fetch(`${base}/v1/pieces`, { method: 'HEAD', headers: key });
    expect([reply.status, await reply.text(), asked]).toEqual([200, '', ['return']]);
  });
});

describe('problems', () => {
  it('answers 404 and, with Allow, 405 as problem documents', async () => {
    const { base } = await serve([hello]);
    const missing = await fetch(`${base}/v1/nothing`);
    expect([missing.status, await missing.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'not-found' }),
    ]);
    const wrong = await fetch(`${base}/v1/things/1`, { method: 'DELETE' });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    expect([wrong.status, await wrong.json()]).toEqual([
      405,
      expect.objectContaining({ code: 'method-not-allowed' }),
    ]);
  });

  it('answers what a handler throws: its problem, or a logged 500 that tells nothing', async () => {
    const failing: HttpRoute[] = [
      {
        ...hello,
        path: '/problem',
        handle: () => Promise.reject(new ProblemError('too-large', 'too much', { members: { limit: 3 } })),
      },
      { ...hello, path: '/bug', handle: () => Promise.reject(new Error('secret detail')) },
    ];
    const { base, lines } = await serve(failing);
    const known = await fetch(`${base}/problem`, { headers: key });
    expect([known.status, await known.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'too-large', detail: 'too much', limit: 3 }),
    ]);
    const bug = await fetch(`${base}/bug`, { headers: key });
    const text = await bug.text();
    expect(bug.status).toBe(500);
    expect(text).not.toMatch(/secret detail|at .*\.ts/);
    const { requestId } = JSON.parse(text) as { requestId: string };
    expect(lines.join('')).toContain('secret detail');
    expect(lines.join('')).toContain(requestId);
  });

  it('answers a path that cannot be decoded and a request that is none', async () => {
    const { base, server } = await serve([hello]);
    const reply = await fetch(`${base}/v1/things/%ff`, { headers: key });
    expect([reply.status, await reply.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid-request' }),
    ]);
    const answer = await rawAnswer(server.port, 'GARBAGE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*application\/problem\+json[^]*invalid-request/);
    const long = await rawAnswer(server.port, `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1.1 431 [^]*"status":431/);
  });

  it('overlooks an expectation that it does not know', async () => {
    const { server } = await serve([hello]);
    const head = 'GET /v1/things/7 HTTP/1.1\r\nhost: x\r\nx-api-key: good\r\nexpect: 200-maybe\r\n';
    expect(await rawAnswer(server.port, `${head}connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('answers unavailable when a handler takes too long, and tells the handler', async () => {
    let aborted = false;
    const slow = {
      ...hello,
      path: '/slow',
      handle: (request: { signal: AbortSignal }) =>
        new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => {
            aborted = true;
            reject(request.signal.reason as Error);
          }),
        ),
    } as unknown as HttpRoute;
    const { base } = await serve([slow], { handlerTimeoutMs: 50 });
    const reply = await fetch(`${base}/slow`, { headers: key });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
    expect(aborted).toBe(true);
  });
});

describe('bodies', () => {
  const echo: HttpRoute = {
    method: 'POST',
    path: '/echo',
    public: true,
    summary: 'echo',
    handle: async (request) => ({
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: request.body,
    }),
  };

  it('hands the raw bytes over whatever their type, malformed JSON and none included', async () => {
    const { base } = await serve([echo]);
    for (const type of ['application/json', 'application/x-ndjson', 'text/plain', 'x/y', undefined]) {
      const reply = await fetch(`${base}/echo`, {
        method: 'POST',
        body: Buffer.from('{"broken'),
        headers: type === undefined ? {} : { 'content-type': type },
      });
      expect([type, reply.status, await reply.text()]).toEqual([type, 200, '{"broken']);
    }
    const nonsense = { method: 'POST', body: 'x', headers: { 'content-type': 'nonsense' } };
    expect((await fetch(`${base}/echo`, nonsense)).status).toBe(415);
    const empty = await fetch(`${base}/echo`, { method: 'POST' });
    expect([empty.status, await empty.text()]).toEqual([200, '']);
  });

  it('closes the connection when it answers before the body has arrived', async () => {
    const refuse: HttpRoute = { ...echo, path: '/refuse', handle: async () => ({ status: 413, body: {} }) };
    const { server } = await serve([refuse]);
    const head = 'POST /refuse HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\nabc';
    expect(await rawAnswer(server.port, head)).toMatch(/^HTTP\/1.1 413 [^]*connection: close/i);
  });

  it('pulls a streamed reply only as fast as the client reads, and ends its source when the client leaves', async () => {
    let made = 0;
    const ended = Promise.withResolvers<undefined>();
    async function* endless() {
      try {
        for (;;) {
          made += 65_536;
          yield Buffer.alloc(65_536);
        }
      } finally {
        ended.resolve(undefined);
      }
    }
    const { server } = await serve([
      { ...echo, method: 'GET', handle: async () => ({ status: 200, body: endless() }) },
    ]);
    const client = httpRequest({ port: server.port, path: '/echo' }).end();
    const [response] = (await once(client, 'response')) as [NodeJS.ReadableStream];
    response.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const still = made === before && made > 0;
          before = made;
          return still;
        },
        { interval: 100, timeout: 5_000 },
      )
      .toBe(true);
    // What the kernel's socket buffers of both ends take differs by machine; unbounded would be gigabytes.
    expect(made).toBeLessThan(32 * 1_048_576);
    client.destroy();
    await ended.promise;
  });
});

describe('operation', () => {
  it('serves health, readiness with reasons, and metrics by route pattern', async () => {
    const { base, health } = await serve([hello]);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    health.addDegradedCheck({ name: 'parking', reasons: () => ['logs-a: its disk is full'] });
    const degraded = [{ name: 'parking', reasons: ['logs-a: its disk is full'] }];
    const lessThanAll = await fetch(`${base}/readyz`);
    expect([lessThanAll.status, await lessThanAll.json()]).toEqual([
      200,
      { ready: true, checks: [], degraded },
    ]);
    health.addCheck({ name: 'kafka', check: async () => 'no broker answers' });
    const ready = await fetch(`${base}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, checks: [{ name: 'kafka', ready: false, reason: 'no broker answers' }], degraded },
    ]);
    await (await fetch(`${base}/v1/things/77`, { headers: key })).text();
    await (await fetch(`${base}/nowhere/123`)).text();
    const metrics = await (await fetch(`${base}/metrics`)).text();
    expect(metrics).toContain(
      'millrace_probe_http_requests_total{route="/v1/things/:id",method="GET",status="200"} 1',
    );
    expect(metrics).toContain('millrace_probe_http_requests_total{route="none",method="GET",status="404"} 1');
    expect(metrics).not.toContain('/nowhere');
  });

  it('lets a request in flight end when it stops, and cuts one that takes too long', async () => {
    const gate = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    const held = {
      ...hello,
      path: '/held',
      handle: async () => {
        reached.resolve(undefined);
        await gate.promise;
        return { status: 200, body: 'done' };
      },
    } as HttpRoute;
    const polite = await serve([held]);
    const answer = fetch(`${polite.base}/held`, { headers: key });
    await reached.promise;
    const stopped = polite.server.stop(5_000);
    gate.resolve(undefined);
    expect(await (await answer).text()).toBe('done');
    await stopped;

    const stuck = await serve([{ ...held, handle: () => new Promise<never>(() => undefined) }]);
    const never = fetch(`${stuck.base}/held`, { headers: key });
    const outcome = expect(never).rejects.toThrow();
    await expect.poll(() => stuck.server.stop(50).then(() => 'stopped')).toBe('stopped');
    await outcome;
  });

  it('does not wait for connections whose answer went out while it closed', async () => {
    const gate = Promise.withResolvers<undefined>();
    async function* pieces() {
      yield 'begun ';
      await gate.promise;
      yield 'done';
    }
    const handle = () => Promise.resolve({ status: 200, body: pieces() });
    const { base, server } = await serve([{ ...hello, path: '/pieces', handle }]);
    const agent = new Agent({ keepAlive: true });
    const [reply] = (await once(get(`${base}/pieces`, { agent, headers: key }), 'response')) as [
      IncomingMessage,
    ];
    const startedAt = performance.now();
    const stopped = server.stop(5_000);
    const outcome = () => {
      const socket = connect(server.port);
      return once(socket, 'connect').then(
        () => void socket.destroy(),
        () => 'refused',
      );
    };
    await expect.poll(outcome).toBe('refused');
    gate.resolve(undefined);
    expect(await text(reply)).toBe('begun done');
    await stopped;
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    agent.destroy();
  });

  it('refuses connections over its bound', async () => {
    const { server } = await serve([hello], { maxConnections: 1 });
    const first = connect(server.port);
    await once(first, 'connect');
    const second = connect(server.port);
    await once(second, 'close');
    first.destroy();
  });
});

function rawAnswer(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port);
    socket.on('connect', () => socket.write(text));
    socket.on('data', (piece) => (answer += piece.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

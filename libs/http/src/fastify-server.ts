import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ListenSettings } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './problem.js';

/** Bytes of request line and headers together; more is answered with 431. Room for a cursor over 400 indices. */
const MAX_HEADER_BYTES = 32_768;
/** Longer than the idle time of common load balancers, so that they close first and no request meets a closing socket. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Time in which the headers must have arrived. */
const HEADERS_TIMEOUT_MS = 20_000;
const MAX_REQUESTS_PER_SOCKET = 10_000;

/** Nest's adapter over a Fastify server with every wait and size bounded, that parses no body. */
export function createAdapter(listen: ListenSettings): FastifyAdapter {
  const server = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, listen.requestTimeoutMs),
    connectionsCheckingInterval: 5_000,
  };
  const adapter = new FastifyAdapter({
    logger: false,
    requestTimeout: listen.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_SOCKET,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // Routes bound their bodies themselves, after decompression.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerBadPath,
    ...(listen.tls ? { https: { ...server, ...listen.tls } } : { http: server }),
  });
  const instance = adapter.getInstance();
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  // An expectation that nobody knows may be overlooked (RFC 9110, 10.1.1); Node's own refusal is no problem document.
  instance.server.on('checkExpectation', (request, reply) => instance.server.emit('request', request, reply));
  return adapter;
}

function answerBadPath(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  const { status, headers = {}, body } = problem('invalid-request', 'The path cannot be decoded.');
  void reply.status(status).headers(headers).send(body);
}

/** Answers what Node.js could not even parse as a request. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, detail] = BROKEN[error.code ?? ''] ?? ['400 Bad Request', 'This is no HTTP/1.1 request.'];
  const { body } = problem('invalid-request', detail);
  const text = JSON.stringify({ ...(body as object), status: Number(status.slice(0, 3)) });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

const BROKEN: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `Request line and headers may have at most ${MAX_HEADER_BYTES} bytes.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

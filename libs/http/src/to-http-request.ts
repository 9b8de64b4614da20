import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpRequest } from './http-route.js';
import type { RouteContext } from './register-routes.js';

/** A Fastify request as routes see it. Its signal follows the client's connection and the server's close. */
export function toHttpRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { closing }: Pick<RouteContext, 'closing'>,
): HttpRequest {
  const [path = '/', ...query] = request.url.split('?');
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the client closed the connection'));
  });
  return {
    method: request.method,
    path,
    params: (request.params ?? {}) as Record<string, string>,
    query: new URLSearchParams(query.join('?')),
    headers: request.headers as Record<string, string | undefined>,
    body: request.raw,
    remoteAddress: request.socket.remoteAddress ?? '',
    requestId: request.id,
    signal: AbortSignal.any([gone.signal, closing]),
  };
}

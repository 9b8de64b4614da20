import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@millrace/runtime';
import { answerRequest } from './answer-request.js';
import type { CountRequest } from './http-metrics.js';
import type { HttpReply, HttpRoute } from './http-route.js';
import type { Authenticate } from './http-tokens.js';
import { methodsOf, methodsServed } from './methods-served.js';
import { problem } from './problem.js';
import { sendReply } from './send-reply.js';
import { toHttpRequest } from './to-http-request.js';

/** What the routes need around them. */
export interface RouteContext {
  readonly routes: readonly HttpRoute[];
  readonly authenticate: Authenticate | undefined;
  readonly metrics: CountRequest;
  readonly logger: Logger;
  readonly handlerTimeoutMs: number;
  /** Aborts when the server cuts what is still in flight. */
  readonly closing: AbortSignal;
}

/** Route label of requests that met no route. */
const NO_ROUTE = 'none';

/**
 * Puts routes on a Fastify server; anything else is answered `not-found` or, with `Allow`, `method-not-allowed`.
 * Throws when a route says neither `scopes` nor `public`, or has scopes and nobody checks keys.
 */
export function registerRoutes(instance: FastifyInstance, context: RouteContext): void {
  for (const route of context.routes) {
    refuseUnguarded(route, context.authenticate);
    instance.route({
      method: methodsOf(route),
      url: route.path,
      handler: (request, reply) =>
        serve(context, { request, reply, route: route.path }, (httpRequest) =>
          answerRequest(route, httpRequest, context),
        ),
    });
  }
  instance.all('/*', (request, reply) =>
    serve(context, { request, reply, route: NO_ROUTE }, async ({ path }) => unserved(context.routes, path)),
  );
}

function refuseUnguarded(route: HttpRoute, authenticate: Authenticate | undefined): void {
  const name = `${route.method} ${route.path}`;
  if (route.public) return;
  if (!Array.isArray(route.scopes)) {
    throw new TypeError(`serving ${name}: a route states its scopes, or public: true`);
  }
  if (authenticate === undefined) {
    throw new TypeError(`serving ${name}: it needs scopes, but the module provides no AUTHENTICATE`);
  }
}

function unserved(routes: readonly HttpRoute[], path: string): HttpReply {
  const methods = methodsServed(routes, path);
  if (methods.length === 0) return problem('not-found', `There is no path ${path}.`);
  const allow = methods.join(', ');
  return problem('method-not-allowed', `This path takes ${allow}.`, { headers: { allow } });
}

async function serve(
  context: RouteContext,
  call: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly route: string },
  answer: (request: ReturnType<typeof toHttpRequest>) => Promise<HttpReply>,
): Promise<void> {
  const { request, reply, route } = call;
  const startedAt = performance.now();
  const httpRequest = toHttpRequest(request, reply, context);
  reply.raw.once('close', () =>
    context.metrics({
      route,
      method: request.method,
      status: reply.raw.statusCode,
      seconds: (performance.now() - startedAt) / 1_000,
    }),
  );
  await sendReply({ request, reply }, await answer(httpRequest), context.logger);
}

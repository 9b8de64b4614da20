import type { Principal, ProblemCode, Scope } from '@millrace/schemas';
import type { HttpReply, HttpRequest, HttpRoute, ProblemBody } from './http-route.js';
import { PROBLEM_TYPE, ProblemError, problem, unavailable } from './problem.js';
import type { RouteContext } from './register-routes.js';

/**
 * The answer to a request that met a route: access first, then the handler, within its time. Never rejects; what a
 * handler throws beside a `ProblemError` is logged with the request's id and answered `internal` without a word more.
 */
export async function answerRequest(
  route: HttpRoute,
  request: HttpRequest,
  context: AnswerContext,
): Promise<HttpReply> {
  const reply = await plainAnswer(route, request, context);
  const spelling = isProblem(reply) ? route.spellProblem?.(reply.body, request) : undefined;
  if (spelling === undefined) return reply;
  const { contentType, body } = spelling;
  return { ...reply, headers: { ...reply.headers, 'content-type': contentType }, body };
}

type AnswerContext = Pick<RouteContext, 'authenticate' | 'logger' | 'handlerTimeoutMs'>;

function isProblem(reply: HttpReply): reply is HttpReply & { readonly body: ProblemBody } {
  return reply.headers?.['content-type'] === PROBLEM_TYPE;
}

async function plainAnswer(
  route: HttpRoute,
  request: HttpRequest,
  context: AnswerContext,
): Promise<HttpReply> {
  const timeout = deadline(context.handlerTimeoutMs);
  const timed = { ...request, signal: AbortSignal.any([request.signal, timeout.signal]) };
  try {
    return await Promise.race([guarded(route, timed, context), timeout.expired]);
  } catch (error) {
    if (error instanceof ProblemError) return error.reply();
    if (request.signal.aborted) return unavailable('The connection closed first.').reply();
    if (timeout.signal.aborted) return timeout.reply();
    return failed(error, request, context);
  } finally {
    timeout.clear();
  }
}

async function guarded(
  route: HttpRoute,
  request: HttpRequest,
  { authenticate }: Pick<RouteContext, 'authenticate'>,
): Promise<HttpReply> {
  if (route.public) return route.handle(request);
  const principal = (await authenticate?.(request)) ?? 'unavailable';
  if (typeof principal === 'string') return refused(principal);
  const missing = route.scopes.find((scope) => !principal.scopes.includes(scope));
  return missing === undefined ? route.handle(request, principal) : lacking(missing, principal);
}

function refused(code: ProblemCode): HttpReply {
  if (code === 'unavailable') return unavailable('Keys cannot be checked now.').reply();
  const detail =
    code === 'missing-key'
      ? 'Send an API key as "Authorization: Bearer mr_…".'
      : 'The key is malformed, unknown, revoked or expired.';
  return problem(code, detail, { headers: { 'www-authenticate': 'Bearer' } });
}

function lacking(scope: Scope, { keyId }: Principal): HttpReply {
  return problem('missing-scope', `Key ${keyId} does not have the scope ${scope}.`);
}

function failed(error: unknown, request: HttpRequest, { logger }: Pick<RouteContext, 'logger'>): HttpReply {
  const { requestId, method, path } = request;
  logger.error('request-failed', {
    error,
    'http.request.id': requestId,
    'http.request.method': method,
    'url.path': path,
  });
  return problem('internal', 'The request failed; the log of the service says why under this request id.', {
    members: { requestId },
  });
}

/** A clock on the time until the reply begins; streaming it may take longer, so the clock must be stopped then. */
function deadline(timeoutMs: number) {
  const controller = new AbortController();
  const reply = () => unavailable(`No answer was ready within ${timeoutMs} ms.`).reply();
  const expired = Promise.withResolvers<HttpReply>();
  const timer = setTimeout(() => {
    controller.abort(new Error(`handling the request: no answer within ${timeoutMs} ms`));
    expired.resolve(reply());
  }, timeoutMs);
  return { signal: controller.signal, expired: expired.promise, reply, clear: () => clearTimeout(timer) };
}

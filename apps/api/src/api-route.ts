import { z } from 'zod';
import type { ByteBudget, HttpReply, HttpRequest, HttpRoute } from '@millrace/http';
import type { Principal, ProblemCode, Scope } from '@millrace/schemas';
import { checked, declaredHeaders, queryObject } from './checked-input.js';
import { jsonBody } from './json-body.js';
import { knownProblem } from './known-problem.js';

/** What a handler gets: everything checked against the route's schemas. */
export interface ApiCall<Q, B, H> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** Those that the route declares. */
  readonly headers: H;
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

/** Pieces of a reply that goes out as it comes. */
export type ReplyPieces = AsyncIterable<string | Buffer>;

/** A reply's body with headers that are known only when the request is handled. */
export class ReplyWithHeaders<T> {
  constructor(
    readonly headers: Readonly<Record<string, string>>,
    readonly body: T,
  ) {}
}

/** A request that a route answers. */
export interface RouteExample {
  /** Unique in its route: `errors-today`. */
  readonly name: string;
  /** What it asks for, in a few words. */
  readonly summary: string;
  /** Parts of the path. What they name is one's own to fill in: ids show their form. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is answered, in form; for a route that takes no parameters, which could not show an example otherwise. */
  readonly reply?: Readonly<Record<string, unknown>>;
}

/** A route, declared once for serving it and for describing it. */
interface ApiRouteDeclaration<
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
  H extends z.ZodObject,
> {
  readonly method: HttpRoute['method'];
  /** `/v1/keys/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly scopes: readonly Scope[];
  readonly query?: Q;
  /** That it reads, by their names in lower case; all others are let pass. */
  readonly headers?: H;
  readonly body?: B;
  readonly reply: { readonly status: 200 | 201; readonly schema: R; readonly contentType?: string };
  /** Problems it may answer with beside those that every route may. */
  readonly problems?: readonly ProblemCode[];
  /** Requests to try; a test does. */
  readonly examples?: readonly RouteExample[];
  /** The reply's body: an object of the schema, or pieces of text where the content type is another than JSON. */
  handle(
    call: ApiCall<z.output<Q>, z.output<B>, z.output<H>>,
  ): Promise<z.input<R> | ReplyPieces | ReplyWithHeaders<z.input<R> | ReplyPieces>>;
}

/** A declared route with its types closed over. */
export interface ApiRoute extends Pick<HttpRoute, 'method' | 'path' | 'summary'> {
  readonly scopes: readonly Scope[];
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly reply: { readonly status: number; readonly schema: z.ZodType; readonly contentType: string };
  readonly problems: readonly ProblemCode[];
  readonly examples: readonly RouteExample[];
  serve(request: HttpRequest, principal: Principal, budget: ByteBudget): Promise<HttpReply>;
}

const NO_QUERY = z.strictObject({});
const NO_HEADERS = z.object({});

/**
 * Declares a route. Query, headers and body are checked before the handler runs (`invalid-request` says path, given value
 * and expectation); an unknown parameter is refused, since a misspelt filter must not widen an answer.
 */
export function apiRoute<
  R extends z.ZodType,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodUndefined,
  H extends z.ZodObject = z.ZodObject,
>(declaration: ApiRouteDeclaration<Q, B, R, H>): ApiRoute {
  const { method, path, summary, scopes, query, headers, body, reply } = declaration;
  const { problems = [], examples = [] } = declaration;
  const contentType = reply.contentType ?? 'application/json';
  return {
    method,
    path,
    summary,
    scopes,
    ...(query && { query }),
    ...(headers && { headers }),
    ...(body && { body }),
    reply: { ...reply, contentType },
    problems,
    examples,
    serve: async (request, principal, budget) => {
      const call = {
        params: request.params,
        query: checked(query ?? NO_QUERY, queryObject(request.query)) as z.output<Q>,
        body: (body && checked(body, await jsonBody(request, budget))) as z.output<B>,
        headers: checked(
          headers ?? NO_HEADERS,
          declaredHeaders(headers ?? NO_HEADERS, request.headers),
        ) as z.output<H>,
        principal,
        signal: request.signal,
      };
      const answer = await answered(() => declaration.handle(call));
      const sent = answer instanceof ReplyWithHeaders ? answer : { headers: {}, body: answer };
      return {
        status: reply.status,
        headers: { 'content-type': contentType, 'cache-control': 'no-store', ...sent.headers },
        body: sent.body as object,
      };
    },
  };
}

/** The declared routes as the server takes them; their JSON bodies share one budget. */
export function httpRoutes(routes: readonly ApiRoute[], budget: ByteBudget): readonly HttpRoute[] {
  return routes.map(({ method, path, summary, scopes, serve }) => ({
    method,
    path,
    summary,
    scopes,
    handle: (request, principal) => serve(request, principal, budget),
  }));
}

async function answered<T>(handle: () => Promise<T>): Promise<T> {
  try {
    return await handle();
  } catch (error) {
    throw knownProblem(error) ?? error;
  }
}

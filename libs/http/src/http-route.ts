import type { Principal, ProblemCode, Scope } from '@millrace/schemas';

/** A request as a route sees it. */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query, as sent. */
  readonly path: string;
  /** Values of the `:name` parts of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Lower-case names; a repeated header is joined by `, ` as Node.js does. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw body, to be read once; still compressed. See `readBody`. */
  readonly body: AsyncIterable<Buffer>;
  readonly remoteAddress: string;
  /** Stands in logs and problem documents, so that the two can be matched. */
  readonly requestId: string;
  /** Aborts when the client is gone, the handler is out of time or the server closes. */
  readonly signal: AbortSignal;
}

/** What is sent back. */
export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Bytes, text, an object (sent as JSON), or pieces that are pulled only as fast as the client reads. An error of
   * the pieces cuts the connection: the status is out already.
   */
  readonly body?: Buffer | string | object | AsyncIterable<Buffer | string>;
}

/** What of a problem a protocol may spell in its own way. */
export interface ProblemBody {
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
}

/** A problem in the words of another protocol. */
export interface ProblemSpelling {
  readonly contentType: string;
  readonly body: Buffer;
}

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/keys/:id`; parts that begin with a colon are parameters. */
  readonly path: string;
  /** One line for the API's description. */
  readonly summary: string;
  /**
   * Spells a problem document as the route's own protocol wants it, whoever made it: the handler, the check of the key
   * or the deadline. Status and other headers stay. Without it, or where it gives nothing, problems go out as they are.
   */
  readonly spellProblem?: (problem: ProblemBody, request: HttpRequest) => ProblemSpelling | undefined;
}

/** A route for holders of a key that has all of `scopes`; an empty list means any valid key. */
export interface ProtectedRoute extends RouteBase {
  readonly scopes: readonly Scope[];
  readonly public?: never;
  handle(request: HttpRequest, principal: Principal): Promise<HttpReply>;
}

/** A route for everyone, which has to say so. */
export interface PublicRoute extends RouteBase {
  readonly public: true;
  readonly scopes?: never;
  handle(request: HttpRequest): Promise<HttpReply>;
}

/** One method on one path. Throwing a `ProblemError` answers with that problem; anything else thrown is a logged 500. */
export type HttpRoute = ProtectedRoute | PublicRoute;

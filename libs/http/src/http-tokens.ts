import type { Principal, ProblemCode } from '@millrace/schemas';
import type { HttpRequest, HttpRoute } from './http-route.js';

/**
 * Who a request acts for, or the code of the problem: `missing-key`, `invalid-key`, or `unavailable` when keys cannot
 * be checked now.
 */
export type Authenticate = (request: Pick<HttpRequest, 'headers'>) => Promise<Principal | ProblemCode>;

/** Nest token of the provider of the routes, `readonly HttpRoute[]`. */
export const HTTP_ROUTES = Symbol('HTTP_ROUTES');

/** Nest token of the provider of {@link Authenticate}; needed as soon as one route is not public. */
export const AUTHENTICATE = Symbol('AUTHENTICATE');

/** What {@link HTTP_ROUTES} provides. */
export type HttpRoutes = readonly HttpRoute[];

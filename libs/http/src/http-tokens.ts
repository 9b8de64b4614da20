import type { Principal, ProblemCode } from '@millrace/schemas';
import type { HttpRequest, HttpRoute } from './http-route.js';

/**
 * Who a request acts for, or the code of the problem: `missing-key`, `invalid-key`, or `unavailable` when keys cannot
 * be checked now.
 */
export type Authenticate = (request: Pick<HttpRequest, 'headers'>) => Promise<Principal | ProblemCode>;

/** A Nest token that knows the type of what is provided under it. */
export type ProviderToken<T> = symbol & { readonly provides?: T };

/** Token of the provider of the routes. */
export const HTTP_ROUTES: ProviderToken<HttpRoutes> = Symbol('HTTP_ROUTES');

/** Token of the provider of {@link Authenticate}; needed as soon as one route is not public. */
export const AUTHENTICATE: ProviderToken<Authenticate> = Symbol('AUTHENTICATE');

/** What {@link HTTP_ROUTES} provides. */
export type HttpRoutes = readonly HttpRoute[];

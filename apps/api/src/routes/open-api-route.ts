import type { PublicRoute } from '@millrace/http';
import type { ApiRoute } from '../api-route.js';
import { openApi } from '../open-api.js';

/** `GET /openapi.json`: the description of the routes, for everyone: it tells what could be read in the source. */
export function openApiRoute(routes: readonly ApiRoute[]): PublicRoute {
  const document = JSON.stringify(openApi(routes));
  return {
    method: 'GET',
    path: '/openapi.json',
    public: true,
    summary: 'This description',
    handle: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: document }),
  };
}

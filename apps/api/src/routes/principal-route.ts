import { z } from 'zod';
import { SCOPES, TENANT_PATTERN } from '@millrace/schemas';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';

/** `GET /v1/principal`: who the key in use belongs to, which the key itself does not tell. */
export function principalRoute(): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/principal',
    summary: 'Tenant and scopes of the key in use',
    scopes: [],
    reply: {
      status: 200,
      schema: z.object({
        keyId: z.string(),
        tenant: z.string().regex(TENANT_PATTERN),
        scopes: z.array(z.enum(SCOPES)),
      }),
    },
    handle: async ({ principal }) => ({ ...principal, scopes: [...principal.scopes] }),
  });
}

import type { ApiRoute } from './api-route.js';
import type { KeySlots } from './flows/key-slots.js';

/** The same route, of whose requests each takes one of the slots while it is answered: `too-busy` when there is none. */
export function limitedRoute(route: ApiRoute, slots: Pick<KeySlots, 'take'>): ApiRoute {
  return {
    ...route,
    serve: async (request, principal, budget) => {
      const free = slots.take(principal.keyId);
      try {
        return await route.serve(request, principal, budget);
      } finally {
        free();
      }
    },
  };
}

import type { ApiDependencies } from './api-dependencies.js';
import type { ApiRoute } from './api-route.js';
import { auditRoutes } from './routes/audit-routes.js';
import { correlationRoutes } from './routes/correlation-routes.js';
import { deadLetterRoutes } from './routes/dead-letter-routes.js';
import { deepAuditRoute } from './routes/deep-audit-route.js';
import { exportRoute } from './routes/export-route.js';
import { instanceRoutes } from './routes/instance-routes.js';
import { keyRoutes } from './routes/key-routes.js';
import { logRoutes } from './routes/log-routes.js';
import { principalRoute } from './routes/principal-route.js';
import { savedSearchRoutes } from './routes/saved-search-routes.js';
import { streamRoute } from './routes/stream-route.js';
import { ticketRoute } from './routes/ticket-route.js';

/** Every route of the api beside those each service has; newcomers start here. */
export function apiRoutes(dependencies: ApiDependencies): readonly ApiRoute[] {
  return [
    principalRoute(),
    ...logRoutes(dependencies),
    exportRoute(dependencies),
    streamRoute(dependencies),
    ...savedSearchRoutes(dependencies),
    ...correlationRoutes(dependencies),
    ...auditRoutes(dependencies),
    deepAuditRoute(dependencies),
    ...deadLetterRoutes(dependencies),
    ...instanceRoutes(dependencies),
    ...keyRoutes(dependencies),
    ticketRoute(dependencies),
  ];
}

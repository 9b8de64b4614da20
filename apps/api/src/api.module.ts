import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AUTHENTICATE, HTTP_ROUTES, authenticateByKey, createByteBudget } from '@millrace/http';
import type { HttpRoutes } from '@millrace/http';
import type { ApiDependencies } from './api-dependencies.js';
import { httpRoutes } from './api-route.js';
import type { ApiRoute } from './api-route.js';
import { apiRoutes } from './api-routes.js';
import { openApiRoute } from './routes/open-api-route.js';

const ROUTES = Symbol('ROUTES');
/** JSON bodies of all requests at a time; each has at most 64 KiB. */
const BODY_BUDGET_BYTES = 8_388_608;

@Module({})
class ApiModule {}

/** Wires the api over what its routes work with, by factory providers. */
export function apiModule(dependencies: ApiDependencies): DynamicModule {
  return {
    module: ApiModule,
    providers: [
      { provide: ROUTES, useFactory: () => apiRoutes(dependencies) },
      {
        provide: HTTP_ROUTES,
        inject: [ROUTES],
        useFactory: (routes: readonly ApiRoute[]): HttpRoutes => [
          openApiRoute(routes),
          ...httpRoutes(routes, createByteBudget(BODY_BUDGET_BYTES)),
        ],
      },
      { provide: AUTHENTICATE, useFactory: () => authenticateByKey(dependencies.keys.verify) },
    ],
  };
}

import type { Health, Telemetry } from '@millrace/runtime';
import type { PublicRoute } from './http-route.js';

const LIVENESS: PublicRoute = {
  method: 'GET',
  path: '/healthz',
  public: true,
  summary: 'Whether the process lives',
  handle: async () => ({ status: 200, body: { status: 'alive' } }),
};

/** Routes every service has, open to everyone who reaches the port: they tell no tenant's data. */
export function operationRoutes(health: Health, telemetry: Telemetry): readonly PublicRoute[] {
  return [
    LIVENESS,
    {
      method: 'GET',
      path: '/readyz',
      public: true,
      summary: 'Whether everything this needs answers, with the reasons if not; and what is degraded',
      handle: async () => {
        const readiness = await health.readiness();
        return { status: readiness.ready ? 200 : 503, body: readiness };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      public: true,
      summary: 'Metrics for Prometheus',
      handle: async () => {
        const { contentType, body } = await telemetry.expose();
        return { status: 200, headers: { 'content-type': contentType }, body };
      },
    },
  ];
}

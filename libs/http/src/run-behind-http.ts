import { listenSettings } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import { startHttp } from './start-http.js';
import type { HttpOptions } from './start-http.js';

/** A service that serves little over HTTP. */
export interface BehindHttp {
  /** As readiness names it. */
  readonly name: string;
  readonly module: HttpOptions['module'];
  readonly port: number;
  readonly start: () => Promise<RunningService>;
}

type ListenConfig = Parameters<typeof listenSettings>[0];

/** Part of the deadline of a stop that the service gets before its HTTP server goes. */
const SERVICE_SHARE = 0.9;

/** A service with its HTTP server, which answers first and goes last, so that probes see what happens between. */
export async function runBehindHttp(
  { config, health, telemetry, logger }: ServiceContext<ListenConfig>,
  { name, module, port, start }: BehindHttp,
): Promise<RunningService> {
  let started = false;
  health.addCheck({ name, check: async () => (started ? undefined : 'it is still starting') });
  const http = await startHttp({ module, listen: listenSettings(config, port), health, telemetry, logger });
  try {
    const service = await start();
    started = true;
    return {
      ...service,
      async stop(deadlineMs) {
        await service
          .stop(deadlineMs * SERVICE_SHARE)
          .finally(() => http.stop(deadlineMs * (1 - SERVICE_SHARE)));
      },
    };
  } catch (error) {
    await http.stop(0);
    throw error;
  }
}

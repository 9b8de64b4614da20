import { z } from 'zod';
import { ConfigError } from '../config/config-error.js';
import { loadConfig } from '../config/load-config.js';
import { serviceSettings } from '../config/service-settings.js';
import { createHealth } from '../health.js';
import type { Health } from '../health.js';
import { createLogger } from '../logger.js';
import type { Logger } from '../logger.js';
import { createTelemetry } from '../telemetry/telemetry.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { superviseService } from './supervise-service.js';
import type { ProcessHost, RunningService } from './supervise-service.js';

/** What a service is started with. */
export interface ServiceContext<C> {
  readonly config: Readonly<C>;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly health: Health;
  /** Aborts when the service is asked to stop, also while it still starts. */
  readonly signal: AbortSignal;
}

const everyService = z.object(serviceSettings);

/** A service: its name, its settings, and how it starts. */
export interface ServiceDefinition<S extends z.ZodObject> {
  /** `api`: becomes `millrace-api` in logs and `millrace_api_…` in metrics. */
  readonly app: string;
  /** Its own settings; those of every service are added. */
  readonly schema: S;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly start: (context: ServiceContext<z.output<S>>) => Promise<RunningService>;
}

/**
 * Runs a service until a signal or its own end. Exit code 0 after a clean stop, 1 after anything fatal (including an
 * uncaught exception, which is logged), 2 when a setting is wrong. SIGTERM and SIGINT stop it within
 * `MILLRACE_SHUTDOWN_TIMEOUT_MS`; a second signal ends it at once.
 */
export async function runService<S extends z.ZodObject>(
  definition: ServiceDefinition<S>,
  host: ProcessHost = process,
): Promise<void> {
  const loaded = configOf(definition, host);
  if (loaded === undefined) return;
  const { config, service } = loaded;
  const logger = createLogger(definition.app, service.MILLRACE_LOG_LEVEL, host.stdout);
  const health = createHealth();
  await superviseService({
    host,
    logger,
    shutdownTimeoutMs: service.MILLRACE_SHUTDOWN_TIMEOUT_MS,
    onStopping: health.beginShutdown,
    start: (signal) =>
      definition.start({ config, logger, telemetry: createTelemetry(definition.app), health, signal }),
  });
}

function configOf<S extends z.ZodObject>({ schema, env }: ServiceDefinition<S>, host: ProcessHost) {
  try {
    return { config: loadConfig(schema, env), service: loadConfig(everyService, env) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    host.stderr.write(`${error.message}\n`);
    host.exit(2);
    return undefined;
  }
}

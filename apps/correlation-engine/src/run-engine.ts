import { runBehindHttp } from '@millrace/http';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import type { EngineConfig } from './config.js';
import { correlationEngineModule } from './correlation-engine.module.js';
import { startEngine } from './start-engine.js';

/** The engine with its HTTP server. */
export function runEngine(context: ServiceContext<EngineConfig>): Promise<RunningService> {
  return runBehindHttp(context, {
    name: 'correlation-engine',
    module: correlationEngineModule,
    port: context.config.MILLRACE_CORRELATION_PORT,
    start: () => startEngine(context),
  });
}

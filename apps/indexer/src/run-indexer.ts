import { startHttp } from '@millrace/http';
import { listenSettings } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import type { IndexerConfig } from './config.js';
import { indexerModule } from './indexer.module.js';
import { startIndexer } from './start-indexer.js';
import type { IndexerVariation } from './start-indexer.js';

/** Part of the deadline of a stop that the indexer gets before its HTTP server goes. */
const INDEXER_SHARE = 0.9;

/** The indexer with its HTTP server, which answers first and goes last, so that probes see what happens between. */
export async function runIndexer(
  context: ServiceContext<IndexerConfig>,
  variation: IndexerVariation = {},
): Promise<RunningService> {
  const { config, health, telemetry, logger } = context;
  let started = false;
  health.addCheck({ name: 'indexer', check: async () => (started ? undefined : 'it is still starting') });
  const listen = listenSettings(config, config.MILLRACE_INDEXER_PORT);
  const http = await startHttp({ module: indexerModule, listen, health, telemetry, logger });
  try {
    const indexer = await startIndexer(context, variation);
    started = true;
    return {
      ...indexer,
      async stop(deadlineMs) {
        await indexer
          .stop(deadlineMs * INDEXER_SHARE)
          .finally(() => http.stop(deadlineMs * (1 - INDEXER_SHARE)));
      },
    };
  } catch (error) {
    await http.stop(0);
    throw error;
  }
}

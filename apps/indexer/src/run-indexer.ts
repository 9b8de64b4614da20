import { runBehindHttp } from '@millrace/http';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import type { IndexerConfig } from './config.js';
import { indexerModule } from './indexer.module.js';
import { startIndexer } from './start-indexer.js';
import type { IndexerVariation } from './start-indexer.js';

/** The indexer with its HTTP server. */
export function runIndexer(
  context: ServiceContext<IndexerConfig>,
  variation: IndexerVariation = {},
): Promise<RunningService> {
  return runBehindHttp(context, {
    name: 'indexer',
    module: indexerModule,
    port: context.config.MILLRACE_INDEXER_PORT,
    start: () => startIndexer(context, variation),
  });
}

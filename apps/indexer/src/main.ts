import { runService } from '@millrace/runtime';
import { indexerSettings } from './config.js';
import { runIndexer } from './run-indexer.js';

await runService({
  app: 'indexer',
  schema: indexerSettings,
  env: process.env,
  start: (context) => runIndexer(context),
});

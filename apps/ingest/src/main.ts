import { runService } from '@millrace/runtime';
import { ingestSettings } from './config.js';
import { startIngest } from './start-ingest.js';

await runService({
  app: 'ingest',
  schema: ingestSettings,
  env: process.env,
  start: (context) => startIngest(context),
});

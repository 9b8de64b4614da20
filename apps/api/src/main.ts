import { runService } from '@millrace/runtime';
import { apiConfig } from './config.js';
import { startApi } from './start-api.js';

await runService({
  app: 'api',
  schema: apiConfig,
  env: process.env,
  start: (context) => startApi(context),
});

import { runService } from '@millrace/runtime';
import { apiSettings } from './config.js';
import { startApi } from './start-api.js';

await runService({
  app: 'api',
  schema: apiSettings,
  env: process.env,
  start: (context) => startApi(context),
});

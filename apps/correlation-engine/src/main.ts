import { runService } from '@millrace/runtime';
import { engineSettings } from './config.js';
import { runEngine } from './run-engine.js';

await runService({
  app: 'correlation-engine',
  schema: engineSettings,
  env: process.env,
  start: (context) => runEngine(context),
});

import { CONTROL_TOPICS } from '@millrace/control';
import { runService } from '@millrace/runtime';
import { fanoutSettings } from './config.js';
import { startFanout } from './start-fanout.js';

await runService({
  app: 'websocket-fanout',
  schema: fanoutSettings,
  env: process.env,
  start: (context) => startFanout(context, undefined, CONTROL_TOPICS),
});

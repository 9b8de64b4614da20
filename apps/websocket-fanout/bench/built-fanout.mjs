import { runService } from '@millrace/runtime';
import { fanoutSettings } from '../dist/config.js';
import { startFanout } from '../dist/start-fanout.js';

/** The built fan-out as a process of its own, with a benchmark's topics, which tells its parent its port. */
await runService({
  app: 'websocket-fanout',
  schema: fanoutSettings,
  env: process.env,
  start: async (context) => {
    const running = await startFanout(context, JSON.parse(process.env.TEST_TOPICS ?? '{}'));
    process.send?.({ port: running.port });
    return running;
  },
});

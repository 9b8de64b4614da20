import { runService } from '@millrace/runtime';
import { fanoutSettings } from '../src/config.js';
import type { FanoutTopics } from '../src/node/fanout-node.js';
import { startFanout } from '../src/start-fanout.js';

/** The fan-out as a process of its own, with a test's topics, which tells its parent its port once it takes tails. */
const topics = JSON.parse(process.env['TEST_TOPICS'] ?? '{}') as FanoutTopics;

await runService({
  app: 'websocket-fanout',
  schema: fanoutSettings,
  env: process.env,
  start: async (context) => {
    const running = await startFanout(context, topics);
    process.send?.({ port: running.port });
    return running;
  },
});

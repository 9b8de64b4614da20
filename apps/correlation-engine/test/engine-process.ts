import { runService } from '@millrace/runtime';
import { engineSettings } from '../src/config.js';
import type { EngineStreams } from '../src/engine-streams.js';
import { startEngine } from '../src/start-engine.js';

/** The engine as a process of its own, with a test's names, which tells its parent once it is ready. */
const streams = JSON.parse(process.env['TEST_STREAMS'] ?? '{}') as EngineStreams;

await runService({
  app: 'correlation-engine',
  schema: engineSettings,
  env: process.env,
  start: async (context) => {
    const running = await startEngine(context, streams);
    process.send?.('ready');
    return running;
  },
});

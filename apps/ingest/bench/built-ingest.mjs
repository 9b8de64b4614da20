import { runService } from '@millrace/runtime';
import { ingestSettings } from '../dist/config.js';
import { startIngest } from '../dist/start-ingest.js';

/** The built ingest as a process of its own, with a benchmark's names, which tells its parent its port. */
await runService({
  app: 'ingest',
  schema: ingestSettings,
  env: process.env,
  start: async (context) => {
    const running = await startIngest(context, JSON.parse(process.env.TEST_NAMES ?? '{}'));
    process.send?.({ port: running.port });
    return running;
  },
});

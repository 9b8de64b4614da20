import { runService } from '@millrace/runtime';
import { ingestSettings } from '../src/config.js';
import { startIngest } from '../src/start-ingest.js';
import type { IngestNames } from '../src/start-ingest.js';

/** Ingest as a process of its own, with a test's names, which tells its parent its port once it is ready. */
const names = JSON.parse(process.env['TEST_NAMES'] ?? '{}') as IngestNames;

await runService({
  app: 'ingest',
  schema: ingestSettings,
  env: process.env,
  start: async (context) => {
    const running = await startIngest(context, names);
    process.send?.({ port: running.port });
    return running;
  },
});

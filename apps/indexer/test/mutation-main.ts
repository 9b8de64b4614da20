/**
 * The indexer with a step that loses every 10,000th record: the audit must turn red. `MILLRACE_MUTATION=forget` gives
 * such a record no outcome, which the ledger notices; `lie` calls it indexed, which only the deep audit can notice.
 */
import { runService } from '@millrace/runtime';
import { indexerSettings } from '../src/config.js';
import { runIndexer } from '../src/run-indexer.js';
import { loseEveryNth } from './lose-every-nth.js';

const EVERY = 10_000;
const lying = process.env['MILLRACE_MUTATION'] === 'lie';

await runService({
  app: 'indexer',
  schema: indexerSettings,
  env: process.env,
  start: (context) => runIndexer(context, { wrapLogs: (next) => loseEveryNth(next, EVERY, lying) }),
});

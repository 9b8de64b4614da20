import { Command } from 'commander';
import { wholeNumber } from '../commands/whole-number.js';
import { runSample } from './run-sample.js';
import type { UpDeps } from './run-up.js';
import { sampleMarkIn } from './sample-mark.js';
import { findWorkspaceHome } from './workspace-home.js';

/** What `up` needs that only the whole program can give. */
export type UpCommandDeps = Pick<UpDeps, 'env' | 'bootstrap'>;

const HELP = `
When there is nothing to search yet, the last half an hour of a made-up shop with eight services is sent, with an
incident to find; --rate goes on with the same shop, live, until Ctrl-C.

Servers named by KAFKA_BROKERS, ELASTICSEARCH_URL or MONGODB_URL are used as they are; the others are downloaded once
and run here. Settings, all optional:
  MILLRACE_HOME                    data, logs and keys (default: .millrace in the checkout)
  MILLRACE_CACHE_DIR               downloads (default: ~/.cache/millrace)
  MILLRACE_INGEST_PORT, MILLRACE_INDEXER_PORT, MILLRACE_FANOUT_PORT, MILLRACE_API_PORT,
  MILLRACE_KAFKA_PORT, MILLRACE_ELASTICSEARCH_PORT, MILLRACE_MONGODB_PORT
                                   fixed ports (default: the usual one, or the next free one)
  MILLRACE_KAFKA_HEAP_MB           Java heap of Kafka (default: 512)
  MILLRACE_ELASTICSEARCH_HEAP_MB   Java heap of Elasticsearch (default: 1024)
  MILLRACE_MONGODB_CACHE_MB        cache of MongoDB (default: 256)
`;

/** The command `millrace up`, also `npm start`: runs everything on this machine until Ctrl-C or SIGTERM. */
export function upCommand(deps: UpCommandDeps): Command {
  return new Command('up')
    .description('run Millrace on this machine: Kafka, Elasticsearch, MongoDB and the services')
    .option('--no-sample', 'send no sample logs when there is nothing to search yet')
    .option('--rate <n>', 'go on sending sample logs, so many a second', wholeNumber('--rate', 1, 1_000))
    .addHelpText('after', HELP)
    .action(async (options: { readonly sample: boolean; readonly rate?: number }) => {
      const stopping = new AbortController();
      // Kept for good: a second Ctrl-C must not end this process before its children are stopped.
      const stop = (): void => stopping.abort();
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
      const home = findWorkspaceHome(deps.env);
      // Loaded only here: the drivers of the servers would double the start of every other command.
      const { runUp } = await import('./run-up.js');
      const output = process.stdout;
      // A terminal that was closed must not keep this process from stopping its children in order.
      output.on('error', () => undefined);
      const sample = { ...options, output, now: Date.now, mark: sampleMarkIn(home.stateDir) };
      await runUp(
        {
          ...deps,
          home,
          output,
          now: () => performance.now(),
          whenReady: (credentials, signal) => runSample(sample, credentials, signal),
        },
        stopping.signal,
      );
    });
}

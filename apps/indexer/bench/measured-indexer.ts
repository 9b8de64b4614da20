import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestPlace } from '../test/running-indexer.js';
import type { IndexerChildOrder, IndexerChildReport } from './indexer-child.js';

/** The indexer in a process of its own, whose CPU time is its own. */
export async function startMeasuredIndexer(
  place: TestPlace,
  expected: number,
  settings: Readonly<Record<string, string>> = {},
) {
  const order: IndexerChildOrder = {
    streams: place.streams,
    env: { ...place.env, ...settings },
    expected,
    retentionPattern: `none-${place.id}`,
  };
  const child = fork(join(import.meta.dirname, 'indexer-child.ts'), [JSON.stringify(order)]);
  const reports = {
    started: Promise.withResolvers<IndexerChildReport>(),
    done: Promise.withResolvers<IndexerChildReport>(),
  };
  const failed = once(child, 'exit').then(() => {
    throw new Error('the measured indexer ended by itself');
  });
  failed.catch(() => undefined);
  child.on('message', (message) => {
    const report = message as IndexerChildReport;
    reports[report.kind].resolve(report);
  });
  const next = <K extends IndexerChildReport['kind']>(kind: K) =>
    Promise.race([reports[kind].promise, failed]) as Promise<Extract<IndexerChildReport, { kind: K }>>;
  await next('started');
  return {
    done: () => next('done'),
    async stop() {
      const exited = once(child, 'exit');
      if (child.exitCode !== null || !child.connected) return;
      child.send('stop');
      await exited;
    },
  };
}

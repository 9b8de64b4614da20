import { startIndexer } from '../src/start-indexer.js';
import { indexerSettings } from '../src/config.js';
import type { IndexerStreams } from '../src/indexer-streams.js';
import { createHealth, createLogger, createTelemetry, loadConfig } from '@millrace/runtime';

/** What the measured process is told on its command line, as JSON. */
export interface IndexerChildOrder {
  readonly streams: IndexerStreams;
  readonly env: Readonly<Record<string, string>>;
  /** Records after which it reports; 0 for never. */
  readonly expected: number;
  /** Pattern of indices retention may look at: one that matches nothing. */
  readonly retentionPattern: string;
}

/** What the measured process reports. */
export type IndexerChildReport =
  | { readonly kind: 'started' }
  | {
      readonly kind: 'done';
      readonly records: number;
      /** From the first call of the processor to the last outcome. */
      readonly elapsedMs: number;
      /** User and system time of the whole process between the same two moments. */
      readonly cpuMs: number;
    };

const order = JSON.parse(process.argv[2] ?? '{}') as IndexerChildOrder;
const report = (message: IndexerChildReport) => process.send?.(message);

let records = 0;
let begun: { readonly atMs: number; readonly cpu: NodeJS.CpuUsage } | undefined;

const stopping = new AbortController();
const service = await startIndexer(
  {
    config: loadConfig(indexerSettings, order.env),
    health: createHealth(),
    telemetry: createTelemetry('indexer'),
    logger: createLogger('indexer', 'warn'),
    signal: stopping.signal,
  },
  {
    streams: order.streams,
    retentionPattern: order.retentionPattern,
    wrapLogs: (process_) => async (batch, signal) => {
      begun ??= { atMs: performance.now(), cpu: process.cpuUsage() };
      const outcomes = await process_(batch, signal);
      records += outcomes.length;
      if (records === order.expected) {
        const cpu = process.cpuUsage(begun.cpu);
        const elapsedMs = performance.now() - begun.atMs;
        report({ kind: 'done', records, elapsedMs, cpuMs: (cpu.user + cpu.system) / 1000 });
      }
      return outcomes;
    },
  },
);
report({ kind: 'started' });
const stop = () => void service.stop(10_000).finally(() => process.exit(0));
process.on('message', stop);
process.on('disconnect', stop);

/**
 * Kafka to Elasticsearch through the indexer, beside Elasticsearch's own ceiling with ready-made bodies: the same
 * documents, the same body size, two requests in flight, turn by turn in one run.
 */
import { createBulkTransport } from '@millrace/elasticsearch';
import { decodeLogRouting, logsIndexOf } from '@millrace/schemas';
import { scenarioOptions } from '@millrace/testing';
import { buildBulkBody } from '../src/bulk/bulk-body.js';
import { splitBodies } from '../src/bulk/split-bodies.js';
import { createTestPlace } from '../test/running-indexer.js';
import type { TestPlace } from '../test/running-indexer.js';
import { eventLog, VALUE_BYTES } from './event-logs.js';
import { serverCpuMs } from './server-cpu.js';
import { startMeasuredIndexer } from './measured-indexer.js';

const BODY_BYTES = 5_000_000;
const IN_FLIGHT = 2;
const PARTITIONS = 12;
const { docs, rounds } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    docs: { about: 'documents a turn', fallback: 200_000 },
    rounds: { about: 'turns of each', fallback: 3 },
  },
});

interface Turn {
  readonly what: 'ready-made bodies' | 'indexer';
  readonly docsPerSecond: number;
  readonly clientMicros: number;
  readonly serverMicros: number;
}

function eventLogs(place: TestPlace) {
  return Array.from({ length: docs }, (_, at) => eventLog(place, at));
}

/** Sends bodies that were built before the clock started: what Elasticsearch can take, whoever sends. */
async function readyMadeTurn(): Promise<Turn> {
  const place = await createTestPlace(1);
  try {
    const signal = AbortSignal.timeout(600_000);
    await place.indexAdmin.ensureTemplates({ shards: 1, replicas: 0, refreshInterval: '1000ms' }, signal);
    await place.indexAdmin.create(logsIndexOf(place.tenant, '2026.11.21'), [], signal);
    const documents = eventLogs(place).map(({ headers, value }) => {
      const routing = decodeLogRouting(headers);
      if ('bad' in routing) throw new Error(`a sample log has a bad header ${routing.bad}`);
      const { tenant, indexDay, documentId } = routing;
      return { index: logsIndexOf(tenant, indexDay), documentId, record: { value: value! } };
    });
    const bodies = splitBodies(documents, BODY_BYTES).map((run) => ({
      body: buildBulkBody(run),
      count: run.length,
    }));
    const transport = createBulkTransport(place.client);
    const startedMs = performance.now();
    const server = await serverCpuMs(place.client);
    const cpu = process.cpuUsage();
    const worker = async () => {
      for (let next = bodies.pop(); next; next = bodies.pop()) {
        const reply = await transport.send(next.body, next.count, signal);
        if (reply.kind !== 'items' || reply.items.some(({ status }) => status !== 201)) {
          throw new Error(`a ready-made body was refused: ${JSON.stringify(reply).slice(0, 300)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    const elapsedMs = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    return turn('ready-made bodies', {
      elapsedMs,
      clientMs: (user + system) / 1000,
      serverMs: (await serverCpuMs(place.client)) - server,
    });
  } finally {
    await place.close();
  }
}

/** The same documents out of Kafka, through the whole indexer. */
async function indexerTurn(): Promise<Turn> {
  const place = await createTestPlace(PARTITIONS);
  try {
    const logs = eventLogs(place);
    for (let at = 0; at < logs.length; at += 5000) await place.produce(logs.slice(at, at + 5000));
    const server = await serverCpuMs(place.client);
    const indexer = await startMeasuredIndexer(place, docs, {
      MILLRACE_INDEXER_BULK_BODY_BYTES: String(BODY_BYTES),
      MILLRACE_INDEXER_BULK_IN_FLIGHT: String(IN_FLIGHT),
      MILLRACE_INDEX_REPLICAS: '0',
    });
    const { elapsedMs, cpuMs } = await indexer.done();
    const serverMs = (await serverCpuMs(place.client)) - server;
    await indexer.stop();
    const found = (await place.documentIds()).length;
    if (found !== docs) throw new Error(`${found} of ${docs} documents were found`);
    return turn('indexer', { elapsedMs, clientMs: cpuMs, serverMs });
  } finally {
    await place.close();
  }
}

function turn(
  what: Turn['what'],
  {
    elapsedMs,
    clientMs,
    serverMs,
  }: { readonly elapsedMs: number; readonly clientMs: number; readonly serverMs: number },
): Turn {
  return {
    what,
    docsPerSecond: docs / (elapsedMs / 1000),
    clientMicros: (clientMs * 1000) / docs,
    serverMicros: (serverMs * 1000) / docs,
  };
}

function row({ what, docsPerSecond, clientMicros, serverMicros }: Turn): string {
  const cells = [docsPerSecond.toFixed(0), clientMicros.toFixed(1), serverMicros.toFixed(1)];
  return `| ${what} | ${cells.join(' | ')} |`;
}

function median(turns: readonly Turn[], pick: (turn: Turn) => number): number {
  const sorted = turns.map(pick).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const write = (line: string) => process.stdout.write(`${line}\n`);
write(
  `${docs} documents of ${VALUE_BYTES} B a turn, bodies of ${BODY_BYTES / 1e6} MB, ${IN_FLIGHT} in flight, 1 shard\n`,
);
write('| | documents/s | client CPU µs/document | Elasticsearch CPU µs/document |\n|---|---|---|---|');
const turns: Turn[] = [];
for (let round = 0; round < rounds; round++) {
  for (const measure of [readyMadeTurn, indexerTurn]) {
    const measured = await measure();
    turns.push(measured);
    write(row(measured));
  }
}
const of = (what: Turn['what']) => turns.filter((each) => each.what === what);
const share =
  median(of('indexer'), (t) => t.docsPerSecond) / median(of('ready-made bodies'), (t) => t.docsPerSecond);
write(
  `\nmedian: indexer ${median(of('indexer'), (t) => t.docsPerSecond).toFixed(0)} documents/s at ` +
    `${median(of('indexer'), (t) => t.clientMicros).toFixed(1)} µs CPU each, ${(share * 100).toFixed(0)} % of the ceiling`,
);
process.exit(0);

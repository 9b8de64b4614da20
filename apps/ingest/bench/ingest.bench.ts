/**
 * HTTP to Kafka through ingest: lines of JSON of 400 B, or the same events by OTLP, redaction on, answered after acks
 * from all replicas.
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { serviceNodeFlags } from '@millrace/runtime';
import { scenarioOptions } from '@millrace/testing';
import { issueKey } from '../test/running-ingest.js';
import { scratchServers } from '../test/scratch-servers.js';
import { spawnIngest } from '../test/spawn-ingest.js';
import { eventBatch } from './event-batch.js';
import { otlpJsonBatch, otlpProtobufBatch } from './otlp-batch.js';

const options = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'MONGODB_URL'],
  options: {
    events: { about: 'events a round, rounded up to whole requests', fallback: 200_000 },
    rounds: { about: 'rounds', fallback: 3 },
    batch: { about: 'events a request', fallback: 500 },
    connections: { about: 'requests at a time', fallback: 4 },
    protocol: { about: '1 lines of JSON, 2 OTLP in protobuf, 3 OTLP in JSON', fallback: 1 },
  },
});
const { rounds, batch, connections } = options;
const requests = Math.ceil(options.events / batch);
const events = requests * batch;
const WARM_UP_REQUESTS = Math.ceil(40_000 / batch);

/** How the events are sent, and what the answer to a full success begins with. */
const PROTOCOLS = [
  {
    name: 'NDJSON',
    path: '/v1/ndjson',
    type: 'application/x-ndjson',
    make: eventBatch,
    success: `{"accepted":${batch},`,
  },
  {
    name: 'OTLP in protobuf',
    path: '/v1/logs',
    type: 'application/x-protobuf',
    make: otlpProtobufBatch,
    success: '',
  },
  { name: 'OTLP in JSON', path: '/v1/logs', type: 'application/json', make: otlpJsonBatch, success: '{}' },
] as const;
const protocol = PROTOCOLS[options.protocol - 1] ?? PROTOCOLS[0];
/** Different bodies; a round sends each several times. */
const BODIES = 64;

interface Round {
  readonly eventsPerSecond: number;
  /** User and system time of the ingest process. */
  readonly cpuMicros: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Target {
  readonly port: number;
  readonly key: string;
  readonly agent: Agent;
}

function post({ port, key, agent }: Target, body: Buffer): Promise<void> {
  const headers = { 'content-type': protocol.type, authorization: `Bearer ${key}` };
  return new Promise((resolve, reject) => {
    const sent = request({ port, agent, method: 'POST', path: protocol.path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 && text.startsWith(protocol.success)) resolve();
        else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function cpuSeconds({ port }: Target): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
}

async function sendAll(target: Target, bodies: readonly Buffer[], count: number): Promise<number[]> {
  const latencies: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) {
      const startedAt = performance.now();
      await post(target, bodies[at % bodies.length]!);
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return latencies.sort((a, b) => a - b);
}

async function measure(target: Target, bodies: readonly Buffer[]): Promise<Round> {
  const cpu = await cpuSeconds(target);
  const startedAt = performance.now();
  const latencies = await sendAll(target, bodies, requests);
  const elapsedMs = performance.now() - startedAt;
  const quantile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    eventsPerSecond: events / (elapsedMs / 1_000),
    cpuMicros: (((await cpuSeconds(target)) - cpu) * 1e6) / events,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

function median(results: readonly Round[], pick: (round: Round) => number): number {
  return results.map(pick).sort((a, b) => a - b)[Math.floor(results.length / 2)] ?? Number.NaN;
}

const write = (line: string) => process.stdout.write(`${line}\n`);
const servers = await scratchServers();
// As it is deployed: what runs TypeScript directly costs CPU of its own.
const program = {
  entry: join(import.meta.dirname, 'built-ingest.mjs'),
  execArgv: serviceNodeFlags('ingest'),
};
const ingest = await spawnIngest(servers, {}, program);
try {
  const key = await issueKey(servers, 'bench', ['ingest', 'backfill']);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const target: Target = { port: ingest.port, key, agent };
  const bodies = Array.from({ length: BODIES }, (_, index) => protocol.make(index * batch, batch));
  const eventBytes = Math.round((bodies[0]?.length ?? 0) / batch);
  write(
    `${events} events of ${eventBytes} B a round as ${protocol.name}, ${batch} a request, ${connections} requests at a time\n`,
  );
  write('| events/s | ingest CPU µs/event | p50 ms | p99 ms |\n|---|---|---|---|');
  await sendAll(target, bodies, WARM_UP_REQUESTS);
  const results: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const result = await measure(target, bodies);
    results.push(result);
    const { eventsPerSecond, cpuMicros, p50Ms, p99Ms } = result;
    write(
      `| ${eventsPerSecond.toFixed(0)} | ${cpuMicros.toFixed(1)} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} |`,
    );
  }
  agent.destroy();
  const ranges = await servers.admin.ranges(servers.names.topics.logs);
  const found = ranges.reduce((sum, { low, high }) => sum + high - low, 0);
  const expected = WARM_UP_REQUESTS * batch + events * rounds;
  if (found !== expected) throw new Error(`${found} of ${expected} events are in Kafka`);
  const summary = {
    benchmark: 'ingest',
    eventsPerSecond: Math.round(median(results, (round) => round.eventsPerSecond)),
    cpuMicrosPerEvent: Number(median(results, (round) => round.cpuMicros).toFixed(1)),
    p50Ms: Number(median(results, (round) => round.p50Ms).toFixed(1)),
    p99Ms: Number(median(results, (round) => round.p99Ms).toFixed(1)),
    ...{ events, rounds, batch, connections, eventBytes, protocol: protocol.name },
  };
  write(`\nmedian, as JSON: ${JSON.stringify(summary)}`);
} finally {
  await ingest.end('SIGTERM');
  await servers.drop();
}

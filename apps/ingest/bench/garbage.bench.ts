/**
 * Garbage sent to ingest again and again: the exact answer each time, and memory that does not grow.
 *
 * Fails when an answer differs, or when resident memory after all repeats is more than 1.1 times that after the first
 * tenth.
 */
import { join } from 'node:path';
import { serviceNodeFlags } from '@millrace/runtime';
import { scenarioOptions } from '@millrace/testing';
import { issueKey } from '../test/running-ingest.js';
import { scratchServers } from '../test/scratch-servers.js';
import { spawnIngest } from '../test/spawn-ingest.js';
import { GARBAGE } from './garbage.js';
import type { Garbage } from './garbage.js';

const MIB = 1_048_576;
const MAX_GROWTH = 1.1;
/** Resident memory is the median of so many samples, taken while garbage comes in. */
const SAMPLES = 21;
const { repeats, 'costly-every': costlyEvery } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'MONGODB_URL'],
  options: {
    repeats: {
      about: 'repeats of every kind',
      fallback: 10_000,
      min: 100,
    },
    'costly-every': {
      about: 'repeats to one of a kind of many megabytes (1: 10,000 repeats take about an hour)',
      fallback: 100,
      min: 1,
    },
  },
});

type Keys = Readonly<Record<'ingest' | 'search', string>>;

function authorization({ key }: Garbage, keys: Keys): Record<string, string> {
  if (key === 'none') return {};
  if (key === 'wrong') return { authorization: `Bearer mr_${'a'.repeat(12)}_${'b'.repeat(43)}` };
  return { authorization: `Bearer ${key === 'search' ? keys.search : keys.ingest}` };
}

async function send(port: number, garbage: Garbage, keys: Keys): Promise<void> {
  const headers = {
    'content-type': 'application/x-ndjson',
    ...garbage.headers,
    ...authorization(garbage, keys),
  };
  const body = new Uint8Array(garbage.body);
  const reply = await fetch(`http://127.0.0.1:${port}/v1/ndjson`, { method: 'POST', headers, body });
  const text = await reply.text();
  if (reply.status === garbage.status && text.includes(garbage.answer)) return;
  throw new Error(
    `${garbage.name}: expected ${garbage.status} ${garbage.answer}, got ${reply.status} ${text}`,
  );
}

async function residentBytes(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
}

const write = (line: string) => process.stdout.write(`${line}\n`);
const servers = await scratchServers();
const keys: Keys = {
  ingest: await issueKey(servers, 'shop', ['ingest']),
  search: await issueKey(servers, 'shop', ['search']),
};
const ingest = await spawnIngest(
  servers,
  {},
  { entry: join(import.meta.dirname, 'built-ingest.mjs'), execArgv: serviceNodeFlags('ingest') },
);
const sent = new Map<string, number>();

async function repeat(from: number, to: number): Promise<number> {
  const samples: number[] = [];
  const sampleFrom = to - Math.ceil((to - from) / 5);
  const sampleEvery = Math.max(1, Math.floor((to - sampleFrom) / SAMPLES));
  for (let at = from; at < to; at++) {
    const kinds = GARBAGE.filter(({ costly = false }) => !costly || at % costlyEvery === 0);
    await Promise.all(kinds.map((garbage) => send(ingest.port, garbage, keys)));
    for (const { name } of kinds) sent.set(name, (sent.get(name) ?? 0) + 1);
    if (at > 0 && at % Math.ceil(repeats / 10) === 0) process.stderr.write(`${at} of ${repeats} repeats\n`);
    if (at >= sampleFrom && at % sampleEvery === 0) samples.push(await residentBytes(ingest.port));
  }
  return samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

try {
  const early = await repeat(0, repeats / 10);
  const late = await repeat(repeats / 10, repeats);
  write('| garbage | times | answer each time |\n|---|---|---|');
  for (const { name, status, answer } of GARBAGE)
    write(`| ${name} | ${sent.get(name)} | ${status} \`${answer}\` |`);
  const growth = late / early;
  write(`\nresident memory after ${repeats / 10} repeats ${(early / MIB).toFixed(0)} MiB, after ${repeats}`);
  write(`${(late / MIB).toFixed(0)} MiB: ${growth.toFixed(3)} times (at most ${MAX_GROWTH})`);
  if (!(growth <= MAX_GROWTH)) process.exitCode = 1;
} finally {
  await ingest.end('SIGTERM');
  await servers.drop();
}

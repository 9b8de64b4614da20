/**
 * Time from producing a log to `logs` until clients have parsed it from their sockets, at a steady rate, every client
 * watching everything. In every second stretch one more client stops reading, and then goes on.
 *
 * Fails when p99 is over 200 ms, when a row is missing, twice or out of order, when the books of the client that
 * stopped do not add up, when the fan-out's memory grew while it did not read, or when the others' p99 moved by more
 * than a tenth.
 */
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { scenarioOptions, waitFor } from '@millrace/testing';
import { fanoutScene } from '../test/running-fanout.js';
import { startMeasuredFanout } from './measured-fanout.js';
import { connectReader } from '../test/tail-readers.js';
import type { Ages, TailReader } from '../test/tail-readers.js';

const LIMIT_P99_MS = 200;
const LIMIT_MOVED = 0.1;
const LIMIT_GROWTH = 1.1;
const TICK_MS = 10;
const PARTITIONS = 12;
const SAMPLE_MS = 500;
const MIB = 1_048_576;
const PADDING = 'x'.repeat(250);
const SETTLE_MS = 60_000;
const options = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'MONGODB_URL'],
  options: {
    rate: { about: 'logs a second', fallback: 1_000 },
    sockets: { about: 'clients that watch everything', fallback: 100 },
    seconds: { about: 'length of a stretch, s', fallback: 60 },
    'warm-up-seconds': {
      about: 'length of what comes before; at least until the ring is full',
      fallback: 60,
    },
    rounds: { about: 'rounds of one stretch without and one with a client that does not read', fallback: 2 },
    'ring-mib': {
      about: 'size of the ring, MiB; smaller than a stretch, so that rows are left out',
      fallback: 16,
    },
  },
});
const { rate, sockets, seconds, rounds, 'warm-up-seconds': warmUpSeconds } = options;
const write = (line: string) => process.stdout.write(`${line}\n`);

const scene = await fanoutScene(PARTITIONS);
const { keyId } = await scene.apiKey();
const fanout = await startMeasuredFanout(scene, {
  MILLRACE_FANOUT_RING_BYTES: String(options['ring-mib'] * MIB),
});
let ages: Ages | undefined;
let produced = 0;

async function connect(policy: 'lossless' | 'latest', noted: boolean): Promise<TailReader> {
  const ticket = await scene.ticket({ tenant: 'shop', keyId });
  return connectReader(fanout.port, { ticket, policy }, () => (noted ? ages : undefined));
}

/** Produces at the rate, whatever becomes of what was produced before. */
async function produceFor(lengthSeconds: number): Promise<void> {
  const startedMs = performance.now();
  const total = rate * lengthSeconds;
  const sends: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedMs) * rate) / 1_000));
    const nowMs = (performance.timeOrigin + performance.now()).toFixed(3);
    if (due > sent) sends.push(scene.append(Array.from({ length: due - sent }, () => `${nowMs} ${PADDING}`)));
    sent = due;
    await delay(TICK_MS);
  }
  await Promise.all(sends);
  produced += total;
}

interface Stretch {
  readonly kind: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly cpuShare: number;
  /** Median over the stretch, MiB. */
  readonly residentMib: number;
}

/** Samples what is resident, MiB, until `work` is over. */
async function residentDuring(work: () => Promise<void>): Promise<readonly number[]> {
  const over = new AbortController();
  const samples: number[] = [];
  const sampling = (async () => {
    while (!over.signal.aborted) {
      samples.push((await fanout.residentBytes()) / MIB);
      await delay(SAMPLE_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  await work().finally(() => over.abort());
  await sampling;
  return samples;
}

async function measure(kind: string): Promise<Stretch> {
  const histogram = createHistogram();
  ages = histogram;
  const cpu = await fanout.cpuSeconds();
  const resident = await residentDuring(() => produceFor(seconds));
  const cpuShare = ((await fanout.cpuSeconds()) - cpu) / seconds;
  const residentMib = median(resident);
  await allHave(produced);
  ages = undefined;
  const at = (share: number) => histogram.percentile(share) / 1_000;
  const stretch = { kind, p50Ms: at(50), p99Ms: at(99), p999Ms: at(99.9), cpuShare, residentMib };
  write(
    `| ${kind} | ${stretch.p50Ms.toFixed(0)} | ${stretch.p99Ms.toFixed(0)} | ${stretch.p999Ms.toFixed(0)} | ` +
      `${(cpuShare * 100).toFixed(0)} % | ${residentMib.toFixed(0)} | ${Math.max(...resident).toFixed(0)} |`,
  );
  return stretch;
}

/** Resolves when every client has that many rows, or was closed: that one shows in the end. */
const allHave = (count: number) =>
  waitFor(
    () => readers.every((reader) => reader.closed() !== undefined || reader.books().rows >= count),
    SETTLE_MS,
  );

/** Books of a client that did not read for a while, once it has caught up. */
async function settled(stalled: TailReader, from: number) {
  stalled.goOn();
  const expected = produced - from;
  const isSettled = () => {
    const { ledger } = stalled.books();
    return ledger !== undefined && ledger.queued === 0 && ledger.matched >= expected;
  };
  await waitFor(isSettled, SETTLE_MS);
  const { rows, disordered, ledger } = stalled.books();
  const dropped = (ledger?.dropped ?? []).reduce((sum, each) => sum + each.rows, 0);
  const balances =
    ledger?.matched === expected &&
    ledger.delivered === rows &&
    rows + dropped === expected &&
    disordered === 0 &&
    stalled.closed() === undefined;
  write(
    `  it was owed ${expected}, got ${rows}, was told of ${dropped} dropped: ${balances ? 'adds up' : 'WRONG'}`,
  );
  return balances;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const readers: TailReader[] = [];
const failures: string[] = [];
const stretches: Stretch[] = [];
try {
  for (let count = 0; count < sockets; count++) readers.push(await connect('lossless', true));
  write(
    `${rate} logs/s of about 400 B to ${sockets} clients that watch everything, ${seconds} s a stretch, after ${warmUpSeconds} s\n`,
  );
  write(
    '| stretch | p50 ms | p99 ms | p99.9 ms | fan-out CPU | RSS MiB, median | most |\n|---|---|---|---|---|---|---|',
  );
  await produceFor(warmUpSeconds);
  await allHave(produced);
  for (let round = 0; round < rounds; round++) {
    stretches.push(await measure('all read'));
    const stalled = await connect('latest', false);
    const from = produced;
    stalled.stall();
    stretches.push(await measure('one does not'));
    if (!(await settled(stalled, from))) failures.push('the books of the client that stopped do not add up');
    stalled.close();
  }
} finally {
  for (const reader of readers) reader.close();
  await fanout.stop();
  await scene.drop();
}
const of = (kind: string, pick: (stretch: Stretch) => number) =>
  median(stretches.filter((stretch) => stretch.kind === kind).map(pick));
const worst = readers.filter((reader) => reader.books().rows !== produced || reader.books().disordered > 0);
const codes = [...new Set(worst.flatMap((reader) => reader.closed() ?? []))];
if (worst.length > 0)
  failures.push(
    `${worst.length} clients did not get every row once, in order${codes.length > 0 ? `; closed with ${codes.join(', ')}` : ''}`,
  );
const [calm, disturbed] = [of('all read', ({ p99Ms }) => p99Ms), of('one does not', ({ p99Ms }) => p99Ms)];
const growth =
  of('one does not', ({ residentMib }) => residentMib) / of('all read', ({ residentMib }) => residentMib);
if (!(calm <= LIMIT_P99_MS)) failures.push(`p99 is ${calm.toFixed(0)} ms, at most ${LIMIT_P99_MS}`);
if (!(disturbed <= calm * (1 + LIMIT_MOVED)))
  failures.push('the p99 of the others moved by more than a tenth');
if (!(growth <= LIMIT_GROWTH)) failures.push(`memory grew ${growth.toFixed(2)} times`);
const summary = {
  benchmark: 'tail',
  p50Ms: Math.round(of('all read', ({ p50Ms }) => p50Ms)),
  p99Ms: Math.round(calm),
  p999Ms: Math.round(of('all read', ({ p999Ms }) => p999Ms)),
  p99MovedBy: Number((disturbed / calm - 1).toFixed(3)),
  memoryGrowth: Number(growth.toFixed(3)),
  ...{ rate, sockets, seconds, rounds, warmUpSeconds },
};
write(`\n${readers.length} clients, ${produced} rows each, each once and in order: ${worst.length === 0}`);
write(`median, as JSON: ${JSON.stringify(summary)}`);
for (const failure of failures) write(`FAILED: ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);

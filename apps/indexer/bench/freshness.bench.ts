/**
 * Time from producing a log to `logs` until a search finds it, at a steady rate with the index's ordinary refresh.
 *
 * Fails when p99 is over 2 s.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { logsIndexPattern } from '@millrace/schemas';
import { scenarioOptions } from '@millrace/testing';
import { createTestPlace } from '../test/running-indexer.js';
import type { TestPlace } from '../test/running-indexer.js';
import { eventLog } from './event-logs.js';
import { startMeasuredIndexer } from './measured-indexer.js';

const TICK_MS = 10;
const POLL_MS = 25;
const LIMIT_P99_MS = 2_000;
const GIVE_UP_MS = 60_000;
const PAGE = 10_000;
/** Logs sent before the clock starts, so that the day's index exists and the code is compiled. */
const WARM_UP_LOGS = 3_000;
const { rate, seconds } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    rate: { about: 'logs a second', fallback: 1_000 },
    seconds: { about: 'time for which logs are sent, s', fallback: 30 },
  },
});
const total = rate * seconds;

/** Moment at which each log was handed to the producer. */
const producedMs = new Float64Array(total);
/** Moment at which a search first found it; 0 while none has. */
const foundMs = new Float64Array(total);

async function produceSteadily(place: TestPlace): Promise<void> {
  const startedMs = performance.now();
  const sends: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedMs) * rate) / 1000));
    const logs = Array.from({ length: due - sent }, (_, at) => eventLog(place, sent + at, Date.now()));
    producedMs.fill(performance.now(), sent, due);
    if (logs.length > 0) sends.push(place.produce(logs));
    sent = due;
    await delay(TICK_MS);
  }
  await Promise.all(sends);
}

/** Notes every log that a search finds now and none found before; `from` is the lowest not found yet. */
async function noteFound(place: TestPlace, from: number): Promise<number> {
  const page = await place.client.search({
    index: logsIndexPattern(place.tenant),
    size: PAGE,
    _source: false,
    docvalue_fields: ['numbers.seq'],
    query: { range: { 'numbers.seq': { gte: from, lt: total } } },
    sort: [{ 'numbers.seq': { order: 'asc', unmapped_type: 'double' } }],
  });
  const nowMs = performance.now();
  for (const hit of page.hits.hits) {
    const seq = Number((hit.fields?.['numbers.seq'] as number[])[0]);
    foundMs[seq] ||= nowMs;
  }
  const missing = foundMs.indexOf(0, from);
  return missing === -1 ? total : missing;
}

async function watch(place: TestPlace): Promise<void> {
  const deadline = performance.now() + (total / rate) * 1000 + GIVE_UP_MS;
  let counted = 0;
  for (let from = 0; from < total;) {
    await delay(POLL_MS);
    if (performance.now() > deadline) throw new Error(`log ${from} was not found in time`);
    const { count } = await place.client.count({ index: logsIndexPattern(place.tenant) });
    if (count === counted) continue;
    counted = count;
    from = await noteFound(place, from);
  }
}

async function warmUp(place: TestPlace): Promise<void> {
  const logs = Array.from({ length: WARM_UP_LOGS }, (_, at) => eventLog(place, total + at, Date.now()));
  for (let at = 0; at < logs.length; at += 100) await place.produce(logs.slice(at, at + 100));
  const index = logsIndexPattern(place.tenant);
  while ((await place.client.count({ index })).count < WARM_UP_LOGS) await delay(POLL_MS);
}

const place = await createTestPlace(12);
const indexer = await startMeasuredIndexer(place, 0);
await warmUp(place);
await Promise.all([produceSteadily(place), watch(place)]);
await indexer.stop();
await place.close();

const latencies = Float64Array.from(foundMs, (found, at) => found - (producedMs[at] ?? 0)).sort();
const percentile = (share: number) => latencies[Math.min(total - 1, Math.floor(total * share))] ?? Number.NaN;
const shown = ([0.5, 0.99, 0.999] as const).map((share) => `${percentile(share).toFixed(0)} ms`);
process.stdout.write(
  `${total} logs at ${rate}/s, refresh 1 s, found by polling every ${POLL_MS} ms\n\n` +
    `| p50 | p99 | p99.9 |\n|---|---|---|\n| ${shown.join(' | ')} |\n`,
);
process.exit(percentile(0.99) <= LIMIT_P99_MS ? 0 : 1);

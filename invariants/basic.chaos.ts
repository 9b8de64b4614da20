import { createRecordProducer } from '@millrace/kafka';
import { TOPICS } from '@millrace/schemas';
import { scenarioOptions } from '@millrace/testing';
import { killSchedule } from './basic/kill-schedule.js';
import { makeLogs } from './basic/make-logs.js';
import { runKills } from './basic/run-kills.js';
import { untilDrained } from './harness/audit.js';
import { countEnds, kafkaOf, type Ends } from './harness/count-ends.js';
import type { SentLog } from './harness/http-sender.js';
import { printTable } from './harness/print-table.js';
import { runCli } from './harness/run-cli.js';
import { sendOverHttp } from './harness/send-over-http.js';
import { seededRandom } from './harness/seeded-random.js';
import { runOnStack } from './harness/run-on-stack.js';
import type { Stack } from './harness/stack.js';

/**
 * Kills ingest and indexer, two instances each, in the middle of a stream of logs, and counts every log.
 *
 * Most logs go over HTTP, a tenth through `logs.raw`; senders try again under the same ids until they are
 * acknowledged. In the end every id has to be one document or one dead letter, and the books have to add up.
 */
const {
  logs: total,
  kills,
  seed,
} = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    logs: { about: 'logs that are sent', fallback: 200_000 },
    kills: { about: 'kills of each service', fallback: 5, min: 0 },
    seed: {
      about: 'what the logs and the kills follow from',
      fallback: Date.now() % 1_000_000,
      min: 0,
    },
  },
});

const BATCH_LOGS = 250;
const RAW_SHARE = 0.1;
const RAW_RECORD_LOGS = 5;

const random = seededRandom(seed);
console.log(`basic: ${total} logs, ${kills} kills of ingest and of indexer, --seed ${seed}`);
await runOnStack({ instances: { ingest: 2, indexer: 2 } }, run);

async function run(running: Stack): Promise<boolean> {
  const logs = [...makeLogs({ prefix: `basic-${seed}`, from: 0, to: total, nowMs: Date.now() }, random)];
  const rawFrom = Math.floor(total * (1 - RAW_SHARE));
  const schedule = killSchedule([running.ingest, running.indexer], kills, random);
  let acknowledged = 0;
  let failures = 0;
  const startedAt = performance.now();
  const elapsed = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const killing = runKills(schedule, {
    progress: () => acknowledged / total,
    onKill: ({ victim }) =>
      console.log(`${elapsed()}: kill -9 ${victim.name} at ${acknowledged} acknowledged`),
  });
  const onAcknowledged = (count: number, failed = 0): void => {
    acknowledged += count;
    failures += failed;
  };
  await Promise.all([
    sendOverHttp(running, logs.slice(0, rawFrom), { batchLogs: BATCH_LOGS, random, onAcknowledged }),
    sendRaw(running, logs.slice(rawFrom), onAcknowledged),
  ]);
  console.log(`${elapsed()}: everything acknowledged, after ${failures} failed attempts`);
  await killing;
  await untilDrained(running);
  console.log(`${elapsed()}: drained`);
  const ends = await countEnds(
    running,
    logs.map(({ id }) => id),
  );
  return report(ends, logs) && (await auditIsClean(running));
}

async function sendRaw(
  running: Stack,
  logs: readonly SentLog[],
  onAcknowledged: (count: number) => void,
): Promise<void> {
  const producer = createRecordProducer(kafkaOf(running));
  for (let next = 0; next < logs.length; next += BATCH_LOGS) {
    const batch = logs.slice(next, next + BATCH_LOGS);
    await producer.send(recordsOf(batch));
    onAcknowledged(batch.length);
  }
  await producer.close(10_000);
}

/** Several logs a record, so that records expand; a bad one among good ones is dead-lettered by its part. */
function recordsOf(logs: readonly SentLog[]) {
  const records = [];
  for (let at = 0; at < logs.length; at += RAW_RECORD_LOGS) {
    const lines = logs.slice(at, at + RAW_RECORD_LOGS).map(({ line }) => line);
    records.push({
      topic: TOPICS.raw.name,
      key: null,
      value: Buffer.from(lines.join('\n')),
      headers: { 'content-type': 'application/x-ndjson' },
    });
  }
  return records;
}

function report(ends: Ends, logs: readonly SentLog[]): boolean {
  const bad = logs.filter((log) => log.bad).length;
  console.log('');
  printTable(
    ['what', 'logs', 'expected'],
    [
      ['sent and acknowledged', ends.sent, logs.length],
      ['indexed once', ends.indexedOnce, logs.length - bad],
      ['dead-lettered once', ends.deadLetteredOnce, bad],
      ['missing', ends.missing.length, 0],
      ['doubled', ends.doubled.length, 0],
      ['of nothing that was sent', ends.strangers, 0],
    ],
  );
  for (const id of [...ends.missing, ...ends.doubled].slice(0, 10)) console.log(`  ${id}`);
  const faults = ends.missing.length + ends.doubled.length + ends.strangers;
  return faults === 0 && ends.indexedOnce === logs.length - bad && ends.deadLetteredOnce === bad;
}

async function auditIsClean(running: Stack): Promise<boolean> {
  const audit = await runCli(['audit', '--deep'], running.cliEnv);
  console.log(`\n$ millrace audit --deep\n${audit.stdout}${audit.stderr}exit status ${audit.status}`);
  return audit.status === 0;
}

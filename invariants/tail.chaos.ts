import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarioOptions } from '@millrace/testing';
import { killSchedule } from './basic/kill-schedule.js';
import { runKills } from './basic/run-kills.js';
import { untilDrained } from './harness/audit.js';
import { createCheckList } from './harness/check-list.js';
import { runCli } from './harness/run-cli.js';
import { startCli } from './harness/running-cli.js';
import type { PrintedLine, RunningCli } from './harness/running-cli.js';
import { runOnStack } from './harness/run-on-stack.js';
import { seededRandom } from './harness/seeded-random.js';
import type { Stack } from './harness/stack.js';
import { waitUntil } from './harness/wait-until.js';
import { makeFiles } from './identity/make-files.js';
import { logPlaces } from './tail/log-places.js';
import type { LogPlace } from './tail/log-places.js';

/**
 * Watches with `millrace tail` what `millrace ship` sends, and kills ingest and the fan-out under both.
 *
 * Every line has to be shown once, in the order of its partition, the first one within a second of its arrival in
 * Kafka; the same while services are killed.
 */
const { logs, kills, seed } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    logs: { about: 'lines that are shipped calmly; ten times as many under kills', fallback: 2_000 },
    kills: { about: 'kills of each service', fallback: 5, min: 0 },
    seed: { about: 'what the kills follow from', fallback: Date.now() % 1_000_000, min: 0 },
  },
});
const DAY_MS = 86_400_000;
const UNDER_KILLS = 10;
const FIRST_WITHIN_MS = 1_000;
const SHOWN_WITHIN_MS = 120_000;
/** Kills go by the lines shown; when none comes any more, the rest of the kills come at once. */
const STUCK_AFTER_MS = 60_000;
/** Small batches, so that kills hit in the middle. */
const BATCH_LINES = '50';

const checks = createCheckList();
const yesterdayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
console.log(`tail: ${logs} lines calmly, ${logs * UNDER_KILLS} under ${kills} kills of each, --seed ${seed}`);
await runOnStack({ instances: { 'websocket-fanout': 1 } }, async (stack) => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-tail-'));
  const tail = startCli(['tail', 'service.name:sshd', '--json'], stack.cliEnv);
  try {
    await waitUntil({ what: `the tail to begin: ${tail.notes.join(' ')}`, deadlineMs: 30_000 }, async () =>
      tail.notes.some((note) => note.startsWith('Watching')) ? true : undefined,
    );
    await follow(stack, tail, { directory, lines: logs, kills: 0 });
    await follow(stack, tail, { directory, lines: logs * UNDER_KILLS, kills });
    for (const note of tail.notes) console.log(`  the tail said: ${note}`);
    checks.check('exit status after Ctrl-C', (await tail.interrupt()) ?? 'a signal', 130);
  } finally {
    await tail.interrupt();
    await rm(directory, { recursive: true });
  }
  checks.check('the books add up', (await untilDrained(stack)).balanced, true);
  return checks.report();
});

interface Shipment {
  readonly directory: string;
  readonly lines: number;
  readonly kills: number;
}

/** Ships a file of its own under the kills and looks at what the tail showed of it. */
async function follow(stack: Stack, tail: RunningCli, { directory, lines, kills }: Shipment): Promise<void> {
  const what = kills === 0 ? 'calmly' : `under ${kills} kills of each`;
  const before = tail.printed.length;
  const [file] = await makeFiles(directory, lines, yesterdayMs - kills * 3_600_000);
  if (!file) throw new Error('making files: there is none');
  const random = seededRandom(seed);
  const isStuck = stuckAfter(STUCK_AFTER_MS, () => tail.printed.length);
  const schedule = killSchedule([stack.ingest, stack.fanout], kills, random);
  const killing = runKills(schedule, {
    progress: () => (isStuck() ? 1 : (tail.printed.length - before) / lines),
    onKill: ({ victim }) => console.log(`  kill -9 ${victim.name} at ${tail.printed.length - before} shown`),
  });
  const shipping = runCli(
    ['ship', '--batch-lines', BATCH_LINES, '--concurrency', '2', file.path],
    stack.cliEnv,
  );
  const [shipped] = await Promise.all([shipping, killing]);
  checks.check(`shipped ${what}, exit status`, shipped.status ?? 'a signal', 0);
  const seen = () => new Set(tail.printed.slice(before).map(eventIdOf)).size;
  await waitUntil({ what: 'every line to be shown', deadlineMs: SHOWN_WITHIN_MS }, async () =>
    seen() >= lines ? true : undefined,
  ).catch((error: unknown) => console.log(String(error)));
  const printed = tail.printed.slice(before);
  const places = await logPlaces(stack);
  checks.check(`lines shown ${what}`, seen(), lines);
  checks.check(`shown more than once ${what}`, printed.length - seen(), 0);
  checks.check(`out of order in a partition ${what}`, disorder(printed, places), 0);
  const [first] = printed;
  const appended = first && places.get(eventIdOf(first));
  const firstMs = first && appended ? first.atMs - appended.appendedAtMs : Number.POSITIVE_INFINITY;
  console.log(`  the first line was shown ${firstMs} ms after it came to Kafka`);
  checks.check(`first shown within ${FIRST_WITHIN_MS} ms ${what}`, firstMs <= FIRST_WITHIN_MS, true);
}

/** Tells whether a number has not grown for so long. */
function stuckAfter(ms: number, read: () => number): () => boolean {
  let [last, at] = [read(), performance.now()];
  return () => {
    if (read() !== last) [last, at] = [read(), performance.now()];
    return performance.now() - at > ms;
  };
}

function eventIdOf({ text }: PrintedLine): string {
  return String((JSON.parse(text) as Record<string, unknown>)['event.id']);
}

function disorder(printed: readonly PrintedLine[], places: ReadonlyMap<string, LogPlace>): number {
  const last = new Map<number, number>();
  let faults = 0;
  for (const line of printed) {
    const place = places.get(eventIdOf(line));
    if (!place || place.offset <= (last.get(place.partition) ?? -1)) faults += 1;
    if (place) last.set(place.partition, place.offset);
  }
  return faults;
}

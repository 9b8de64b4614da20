import { scenarioOptions } from '@millrace/testing';
import { auditColour } from './audit/audit-colour.js';
import { runKills } from './basic/run-kills.js';
import { compareGroups } from './correlation/compare-groups.js';
import type { Comparison } from './correlation/compare-groups.js';
import { engineKills } from './correlation/engine-kills.js';
import { lastTrace } from './correlation/last-trace.js';
import { lookByCommand } from './correlation/look-by-command.js';
import { shopShipment } from './correlation/shipments.js';
import { storedGroups } from './correlation/stored-groups.js';
import { createToldGroups } from './correlation/told-groups.js';
import type { ToldGroups } from './correlation/told-groups.js';
import { untilDrained } from './harness/audit.js';
import { createCheckList } from './harness/check-list.js';
import { printTable } from './harness/print-table.js';
import { runOnStack } from './harness/run-on-stack.js';
import { seededRandom } from './harness/seeded-random.js';
import { sendOverHttp } from './harness/send-over-http.js';
import type { Stack } from './harness/stack.js';
import { countStored } from './harness/stored-logs.js';
import { waitUntil } from './harness/wait-until.js';

/**
 * Sends traces of the sample shop, kills the correlation engine, two instances, and compares each group with the truth.
 *
 * Some logs are sent late, so that groups are revised. In the end every trace has to be one group that says what the
 * generator says, in `correlations` and in Elasticsearch, and every log has to be accounted for. Then one more trace and
 * silence: its group comes within the window and a second.
 */
const { traces, kills, seed, window } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: {
    traces: { about: 'traces that are sent, of some four or five logs each', fallback: 10_000 },
    kills: {
      about: 'kills of the engine; with any, one SIGTERM on top of them',
      fallback: 10,
      min: 0,
    },
    window: {
      about: 'pause that ends a group, ms; traces have pauses of up to some seconds of their own',
      fallback: 30_000,
      min: 10_000,
    },
    seed: {
      about: 'what the logs and the kills follow from',
      fallback: Date.now() % 1_000_000,
      min: 0,
    },
  },
});
const BATCH_LOGS = 100;
/** Kills are this far apart on average, so that a member that is gone can be missed before the next one goes. */
const MS_PER_KILL = 12_000;
/** Part of the kills that hit while logs are sent; the others hit while groups are closed. */
const SENDING_SHARE = 0.7;
/** How long after the window the last group may come before it is given up. */
const PATIENCE_MS = 120_000;
/** Traces named for each difference. */
const NAMED = 5;

const checks = createCheckList();
const random = seededRandom(seed);
const shipment = shopShipment({ seed, traces, untilMs: Date.now() });
const { truth, logs, inTraces, longestPauseMs } = shipment;
if (window <= longestPauseMs)
  throw new Error(`--window ${window}: traces of this sample have pauses of ${longestPauseMs} ms`);
let startedAt = performance.now();
const elapsed = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

console.log(
  `correlation: ${traces} traces, ${logs.length} logs of which ${logs.length - inTraces} in no trace,`,
);
console.log(`  ${kills} kills of the engine, a window of ${window} ms, --seed ${seed}`);
await runOnStack(
  {
    instances: { 'correlation-engine': 2, 'websocket-fanout': 1 },
    env: { MILLRACE_CORRELATION_WINDOW_MS: String(window) },
  },
  async (stack) => {
    const told = createToldGroups(stack);
    startedAt = performance.now();
    try {
      await sendUnderKills(stack);
      await untilTold(told);
      await untilDrained(stack);
      console.log(`${elapsed()}: drained`);
      await compare(stack, told);
      await accountForLogs(stack);
      await lookByCommand(stack, widest(), checks);
      await lastTrace(stack, { told, checks, random, windowMs: window, seed });
      checks.check('the books add up', (await untilDrained(stack)).balanced, true);
      checks.check('millrace audit --deep', await auditColour(stack, '--deep'), 'green');
    } finally {
      await told.close();
    }
    return checks.report();
  },
);

async function sendUnderKills(stack: Stack): Promise<void> {
  let acknowledged = 0;
  let failures = 0;
  let sentAt: number | undefined;
  const killing = runKills(engineKills(stack.engines, kills, { random, checks }), {
    progress: () => {
      if (sentAt === undefined) return (SENDING_SHARE * acknowledged) / logs.length;
      return SENDING_SHARE + (1 - SENDING_SHARE) * Math.min(1, (performance.now() - sentAt) / window);
    },
    onKill: ({ victim }) => console.log(`${elapsed()}: kill ${victim.name} at ${acknowledged} acknowledged`),
  });
  const sending = sendOverHttp(stack, logs, {
    ...{ batchLogs: BATCH_LOGS, random, spreadMs: kills * MS_PER_KILL },
    onAcknowledged: (count, failed) => {
      acknowledged += count;
      failures += failed;
    },
  }).finally(() => {
    sentAt = performance.now();
    console.log(`${elapsed()}: ${acknowledged} acknowledged, after ${failures} failed attempts`);
  });
  // Both to their end, since kills start services again that a stack which is stopped must not have.
  const ended = await Promise.allSettled([sending, killing]);
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}

/** Waits until every log of a trace is in some group. What is missing after that is for the comparison to say. */
async function untilTold(told: ToldGroups): Promise<void> {
  let grouped = 0;
  const options = { what: 'every log to be in a group', deadlineMs: window + PATIENCE_MS, everyMs: 1_000 };
  await waitUntil(options, async () => {
    const groups = [...(await told.read()).values()].filter(({ group }) => group.status !== 'merged');
    grouped = groups.reduce((sum, { group }) => sum + group.logs, 0);
    return grouped >= inTraces ? true : undefined;
  }).catch((error: unknown) => console.log(`${String(error)}: ${grouped} of ${inTraces}`));
  console.log(`${elapsed()}: ${grouped} logs told in groups`);
}

async function compare(stack: Stack, told: ToldGroups): Promise<void> {
  const newest = await told.read();
  const inTopic = [...newest.values()];
  const stored = await storedGroups(stack);
  const [one, other] = [inTopic.map(({ group }) => group), stored].map((groups) =>
    compareGroups(truth, groups),
  );
  if (!one || !other) return;
  const older = stored.filter(({ id, revision }) => newest.get(id)?.group.revision !== revision);
  console.log('');
  printTable(
    ['what', 'topic', 'Elasticsearch', 'expected'],
    [
      ['traces sent', truth.size, truth.size, ''],
      ['groups', one.groups, other.groups, truth.size],
      ['missing', one.missing.length, other.missing.length, 0],
      ['traces of more than one group', one.several.length, other.several.length, 0],
      ['groups of no trace', one.strangers.length, other.strangers.length, 0],
      ...[...one.differing].map(([field, ids]): [string, number, number, number] => [
        ...([`other ${field}`, ids.length, other.differing.get(field)?.length ?? 0, 0] as const),
      ]),
      ['not the newest revision', 0, older.length, 0],
      ['taken in by another group', one.merged, other.merged, ''],
      ['records of the topic', inTopic.reduce((sum, { records }) => sum + records, 0), '', ''],
      [
        'revised after a log came late',
        inTopic.filter(({ group }) => group.evidence.late > 0).length,
        '',
        '',
      ],
    ],
  );
  checks.check('groups in the topic', one.groups, truth.size);
  checks.check('differences in the topic', faultsOf(one), 0);
  checks.check('groups in Elasticsearch', other.groups, truth.size);
  checks.check('differences in Elasticsearch', faultsOf(other) + older.length, 0);
}

/** Counts what is wrong and names some of it. */
function faultsOf({ missing, several, strangers, differing }: Comparison): number {
  const kinds = new Map([['missing', missing], ['several', several], ['stranger', strangers], ...differing]);
  for (const [kind, ids] of kinds) for (const id of ids.slice(0, NAMED)) console.log(`  ${kind}: ${id}`);
  return [...kinds.values()].reduce((sum, ids) => sum + ids.length, 0);
}

async function accountForLogs(stack: Stack): Promise<void> {
  const { books } = await untilDrained(stack);
  const counts = books.find(({ app }) => app === 'correlation-engine')?.totals.counts ?? {};
  console.log(`  the engine's books: ${JSON.stringify(counts)}`);
  checks.check('logs that the engine grouped', counts['grouped'] ?? 0, inTraces);
  checks.check('logs without an id', counts['keyless'] ?? 0, logs.length - inTraces);
  checks.check('logs too late to be grouped', counts['late'] ?? 0, 0);
  checks.check('logs stored', await countStored(stack.servers.elasticsearch, stack.tenant), logs.length);
}

/** The trace through most services. */
function widest() {
  const [first, ...others] = truth.values();
  if (!first) throw new Error('looking for a trace: there is none');
  return others.reduce((most, each) => (each.services.length > most.services.length ? each : most), first);
}

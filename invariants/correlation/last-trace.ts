import type { CheckList } from '../harness/check-list.js';
import { startCli } from '../harness/running-cli.js';
import type { PrintedLine, RunningCli } from '../harness/running-cli.js';
import { sendOverHttp } from '../harness/send-over-http.js';
import type { Stack } from '../harness/stack.js';
import { waitUntil } from '../harness/wait-until.js';
import { logPlaces } from '../tail/log-places.js';
import { traceOfNow } from './shipments.js';
import type { ToldGroup, ToldGroups } from './told-groups.js';

/** What watching a last trace needs. */
export interface LastTraceDeps {
  readonly told: ToldGroups;
  readonly checks: CheckList;
  readonly seed: number;
  readonly random: () => number;
  readonly windowMs: number;
}

/** How much later than the window a group may be told. */
const MARGIN_MS = 1_000;
const PATIENCE_MS = 30_000;

/**
 * Sends one trace whose last log is of now, and nothing after it. Its group has to come by the clock on the wall, to
 * the topic and over the fan-out; times are those at which the broker took the last log and the group.
 */
export async function lastTrace(stack: Stack, deps: LastTraceDeps): Promise<void> {
  const tail = startCli(['tail', '--stream', 'correlations', '--json'], stack.cliEnv);
  try {
    await waitUntil({ what: `the tail to begin: ${tail.notes.join(' ')}`, deadlineMs: 30_000 }, async () =>
      tail.notes.some((note) => note.startsWith('Watching')) ? true : undefined,
    );
    await watch(stack, tail, deps);
    for (const note of tail.notes) console.log(`  the tail said: ${note}`);
  } finally {
    await tail.interrupt();
  }
}

async function watch(stack: Stack, tail: RunningCli, deps: LastTraceDeps): Promise<void> {
  const { told, checks, windowMs, random } = deps;
  const { logs, truth } = traceOfNow(deps.seed, Date.now());
  const [trace] = truth.values();
  if (!trace) throw new Error('sending a last trace: there is none');
  await sendOverHttp(stack, logs, { batchLogs: logs.length, random, onAcknowledged: () => undefined });
  const deadlineMs = windowMs + PATIENCE_MS;
  const ofTrace = ({ group }: ToldGroup) => group['correlation.id'] === trace.traceId;
  const group = await waitUntil({ what: 'the group of the last trace', deadlineMs }, async () =>
    [...(await told.read()).values()].find(ofTrace),
  );
  const shown = await waitUntil({ what: 'the tail to show it', deadlineMs: PATIENCE_MS }, async () =>
    tail.printed.find((line) => correlationIdOf(line) === trace.traceId),
  );
  const places = await logPlaces(stack);
  const lastTakenMs = Math.max(...logs.map(({ id }) => places.get(id)?.appendedAtMs ?? Number.NaN));
  const closedMs = Date.parse(group.group.evidence.closedAt);
  console.log(`  the last log is of ${new Date(trace.lastMs).toISOString()}; the broker took it`);
  console.log(
    `  ${lastTakenMs - trace.lastMs} ms later. After that: closed by its own evidence ${closedMs - lastTakenMs} ms,` +
      ` in the topic ${group.firstToldAtMs - lastTakenMs} ms, shown by the tail ${shown.atMs - lastTakenMs} ms`,
  );
  const within = (atMs: number) => atMs - lastTakenMs <= windowMs + MARGIN_MS;
  checks.check('the last trace times out, as', group.group.status, 'timeout');
  checks.check('its logs', group.group.logs, trace.logs);
  checks.check('not before the window', group.firstToldAtMs - lastTakenMs >= windowMs, true);
  checks.check(`in the topic within ${windowMs} ms + 1 s`, within(group.firstToldAtMs), true);
  checks.check(`over the fan-out within ${windowMs} ms + 1 s`, within(shown.atMs), true);
}

function correlationIdOf({ text }: PrintedLine): unknown {
  return (JSON.parse(text) as Record<string, unknown>)['correlation.id'];
}

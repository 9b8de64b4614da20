import { setTimeout as sleep } from 'node:timers/promises';
import { SAMPLE_ENVIRONMENT } from '@millrace/sample';
import { countLogs, type SearchScope } from '../client/count-logs.js';
import type { ServiceAddress } from '../client/service-client.js';
import type { OutputStream } from '../output/terminal.js';
import { seconds } from './describe-event.js';
import type { SentSample } from './first-sample.js';
import { incidentCommands } from './incident-commands.js';
import { patiently } from './patiently.js';

/** What saying that there is something to search needs. */
export interface FirstSearchDeps {
  readonly api: ServiceAddress;
  readonly output: OutputStream;
  /** Unix epoch, ms. */
  readonly now: () => number;
}

const POLL_EVERY_MS = 250;

/** How many logs of the key's tenant can be searched. Tries again for a while; then throws what is wrong. */
export function countSearchable(
  api: ServiceAddress,
  scope: SearchScope,
  signal: AbortSignal,
): Promise<number> {
  return patiently(async () => (await countLogs(api, scope, signal)).count, signal);
}

/** Waits until the sample is searchable, says so, and how to find its incident. */
export async function announceSample(
  { api, output, now }: FirstSearchDeps,
  { fromMs, untilMs, accepted }: SentSample,
  signal: AbortSignal,
): Promise<void> {
  const acceptedMs = now();
  const found = await untilFound(
    () => countSearchable(api, sampleScope(fromMs, untilMs), signal),
    accepted,
    signal,
  );
  const when = `${seconds(now() - acceptedMs)} after ingest took the last one`;
  output.write(`searchable: ${found} logs of a sample shop with eight services (${when})\n`);
  await sayIncident({ api, output, now }, signal);
}

/** Says that there are logs from earlier, and how to find the sample's incident if that is among them. */
export async function announceKept(deps: FirstSearchDeps, kept: number, signal: AbortSignal): Promise<void> {
  deps.output.write(`searchable: ${logs(kept)} (kept from earlier)\n`);
  await sayIncident(deps, signal);
}

/** Waits for the first log of others and says so. */
export async function announceFirst({ api, output }: FirstSearchDeps, signal: AbortSignal): Promise<void> {
  const found = await untilFound(() => countSearchable(api, {}, signal), 1, signal);
  output.write(`searchable: ${logs(found)} (the first ones); try: npx millrace search '*'\n`);
}

async function sayIncident({ api, output }: FirstSearchDeps, signal: AbortSignal): Promise<void> {
  const commands = await incidentCommands(api, signal);
  if (commands.length === 0) return;
  output.write(['', 'Something went wrong in the shop. Find it:', ...commands, '', ''].join('\n'));
}

function sampleScope(fromMs: number, untilMs: number): SearchScope {
  const [from, to] = [new Date(fromMs), new Date(untilMs + 1)].map((time) => time.toISOString());
  return { q: `service.environment:${SAMPLE_ENVIRONMENT}`, from, to };
}

async function untilFound(
  count: () => Promise<number>,
  expected: number,
  signal: AbortSignal,
): Promise<number> {
  for (;;) {
    const found = await count();
    if (found >= expected) return found;
    await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}

function logs(count: number): string {
  return `${count} ${count === 1 ? 'log' : 'logs'}`;
}

import type { Credentials } from '../client/credentials.js';
import type { SendDeps } from '../client/send-batch.js';
import type { ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import type { OutputStream } from '../output/terminal.js';
import { seconds } from './describe-event.js';
import { announceFirst, announceKept, announceSample, countSearchable } from './first-search.js';
import { sendFirstSample, unfinishedSample } from './first-sample.js';
import { sendLiveSample } from './live-sample.js';
import type { SampleMark } from './sample-mark.js';

/** What showing Millrace with the logs of a shop needs. */
export interface SampleRunDeps {
  readonly output: OutputStream;
  /** Unix epoch, ms. */
  readonly now: () => number;
  readonly mark: SampleMark;
  /** Whether to send the sample when there is nothing to search yet. */
  readonly sample: boolean;
  /** Logs a second to go on with; none when absent. */
  readonly rate?: number;
}

interface SampleRun {
  readonly deps: SampleRunDeps;
  readonly api: ServiceAddress;
  readonly ingest: ServiceAddress;
}

const FIRST_BACKOFF = Object.freeze({ baseMs: 250, capMs: 2_000, random: Math.random });
const FIRST_ATTEMPTS = 30;
const LIVE_BACKOFF = Object.freeze({ baseMs: 500, capMs: 15_000, random: Math.random });

/**
 * Gives an empty store the sample and says on the screen when there is something to search; then, if that is wanted,
 * goes on with the shop live until the signal aborts. What fails is said instead: the local start goes on without it.
 */
export async function runSample(
  deps: SampleRunDeps,
  { key, apiUrl, ingestUrl }: Credentials,
  signal: AbortSignal,
): Promise<void> {
  const api: ServiceAddress = { service: 'api', url: apiUrl, key };
  const run: SampleRun = { deps, api, ingest: { service: 'ingest', url: ingestUrl, key } };
  const unlessStopped = (what: string) => (error: unknown) => {
    if (!signal.aborted) deps.output.write(`${what}: ${printable((error as Error).message)}\n`);
    return () => Promise.resolve();
  };
  const announce = await beginSample(run, signal).catch(unlessStopped('nothing to search yet'));
  await Promise.all([
    announce().catch(unlessStopped('nothing to search yet')),
    goOnLive(run, signal).catch(unlessStopped('the live sample has ended')),
  ]);
}

/** Sends the sample where it is wanted, and returns how to say what there is to search. */
async function beginSample(run: SampleRun, signal: AbortSignal): Promise<() => Promise<void>> {
  const { deps, api, ingest } = run;
  const search = { api, output: deps.output, now: deps.now };
  const kept = await countSearchable(api, {}, signal);
  const first = { send: firstDelivery(ingest, deps), mark: deps.mark, now: deps.now };
  const begunMs = deps.sample ? await unfinishedSample(first) : undefined;
  if (kept > 0 && begunMs === undefined) return () => announceKept(search, kept, signal);
  if (!deps.sample) return () => announceFirst(search, signal);
  const sent = await sendFirstSample(first, begunMs, signal);
  return () => announceSample(search, sent, signal);
}

async function goOnLive({ deps, ingest }: SampleRun, signal: AbortSignal): Promise<void> {
  const { output, now, rate } = deps;
  if (rate === undefined || signal.aborted) return;
  output.write(`sending ${rate} logs a second of the sample shop, live; watch them: npx millrace tail\n`);
  let isDown = false;
  const say = (text: string): void => void output.write(`live sample: ${printable(text)}\n`);
  const onRetry = (reason: string): void => {
    if (!isDown) say(`${reason}; trying again`);
    isDown = true;
  };
  const onSent = (): void => {
    if (isDown) say('logs arrive again');
    isDown = false;
  };
  const onLeftOut = (ms: number): void => say(`${seconds(ms)} of it were left out`);
  const send = { ingest, backoff: LIVE_BACKOFF, maxAttempts: Infinity, now, onRetry };
  await sendLiveSample({ send, now, logsPerSecond: rate, onSent, onLeftOut }, signal);
}

function firstDelivery(ingest: ServiceAddress, { now }: SampleRunDeps): SendDeps {
  const onRetry = (): void => undefined;
  return { ingest, backoff: FIRST_BACKOFF, maxAttempts: FIRST_ATTEMPTS, now, onRetry };
}

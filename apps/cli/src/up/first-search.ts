import { setTimeout as sleep } from 'node:timers/promises';
import { ingestReplySchema } from '@millrace/schemas';
import { countLogs } from '../client/count-logs.js';
import type { Credentials } from '../client/credentials.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import type { OutputStream } from '../output/terminal.js';
import { seconds } from './describe-event.js';
import { sampleLines } from './sample-logs.js';

/** What showing the first search result needs. */
export interface FirstSearchDeps {
  readonly output: OutputStream;
  /** Unix epoch, ms. */
  readonly now: () => number;
  /** Whether to send the sample when there is nothing to search yet. */
  readonly sample: boolean;
}

const POLL_EVERY_MS = 250;
/** Attempts at one request, and the wait between two, ms: half a minute in all, unless each takes long to fail. */
const MAX_ATTEMPTS = 30;
const RETRY_AFTER_MS = 1_000;
/** Fixed, so that a sample whose answer was lost is not stored twice. */
const IDEMPOTENCY_KEY = 'millrace-local-start-sample';

/**
 * Says on the screen when there is something to search. An empty store is given a small sample first, unless that is
 * not wanted. When sample or search go on failing, it says why instead: the local start goes on without them.
 */
export async function showFirstSearch(
  deps: FirstSearchDeps,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<void> {
  const { key, apiUrl, ingestUrl } = credentials;
  const api: ServiceAddress = { service: 'api', url: apiUrl, key };
  try {
    const startedAt = deps.now();
    const kept = await patiently(() => countAll(api, signal), signal);
    if (kept > 0) {
      deps.output.write(searchable(kept, 'kept from earlier'));
      return;
    }
    if (deps.sample) await sendSample({ service: 'ingest', url: ingestUrl, key }, startedAt, signal);
    const found = await untilFound(api, signal);
    const how = deps.sample ? `a sample, sent ${seconds(deps.now() - startedAt)} ago` : 'the first ones';
    deps.output.write(searchable(found, how));
  } catch (error) {
    if (!signal.aborted) deps.output.write(`nothing to search yet: ${(error as Error).message}\n`);
  }
}

function searchable(count: number, how: string): string {
  return `searchable: ${count} ${count === 1 ? 'log' : 'logs'} (${how}); try: npx millrace search payment\n`;
}

async function sendSample(ingest: ServiceAddress, nowMs: number, signal: AbortSignal): Promise<void> {
  const request = {
    method: 'POST',
    path: '/v1/ndjson',
    headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': IDEMPOTENCY_KEY },
    body: `${sampleLines(nowMs).join('\n')}\n`,
    reply: ingestReplySchema,
  } as const;
  const { errors } = await patiently(() => readJson(ingest, request, signal), signal);
  const refused = errors[0];
  if (refused) throw new Error(`ingest refused line ${refused.index} of the sample: ${refused.reason}`);
}

async function untilFound(api: ServiceAddress, signal: AbortSignal): Promise<number> {
  for (;;) {
    const count = await patiently(() => countAll(api, signal), signal);
    if (count > 0) return count;
    await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}

async function countAll(api: ServiceAddress, signal: AbortSignal): Promise<number> {
  return (await countLogs(api, {}, signal)).count;
}

/** Tries again after a failure, because a machine busy with starting may answer late; the last failure is thrown. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt === MAX_ATTEMPTS) throw error;
      await sleep(RETRY_AFTER_MS, undefined, { signal });
    }
  }
}

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
/** Fixed, so that a sample whose answer was lost is not stored twice. */
const IDEMPOTENCY_KEY = 'millrace-local-start-sample';

/**
 * Says on the screen when there is something to search. An empty store is given a small sample first, unless that is
 * not wanted. Says so instead when sample or search fail: the local start goes on without them.
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
    const { count: kept } = await countLogs(api, {}, signal);
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
  const reply = await readJson(
    ingest,
    {
      method: 'POST',
      path: '/v1/ndjson',
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': IDEMPOTENCY_KEY },
      body: `${sampleLines(nowMs).join('\n')}\n`,
      reply: ingestReplySchema,
    },
    signal,
  );
  const refused = reply.errors[0];
  if (refused) throw new Error(`ingest refused line ${refused.index} of the sample: ${refused.reason}`);
}

async function untilFound(api: ServiceAddress, signal: AbortSignal): Promise<number> {
  for (;;) {
    const { count } = await countLogs(api, {}, signal);
    if (count > 0) return count;
    await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { tailFrom } from './tail-from.js';
import { waitFor } from './wait-for.js';

/** Where logs are sent and searched. */
export interface HandOverPlace {
  readonly ingestUrl: string;
  readonly apiUrl: string;
  /** With the scopes ingest, search and tail. */
  readonly key: string;
}

/** One try. */
export interface HandOverTry {
  /** Of this try alone; a word. */
  readonly name: string;
  /** At most 1,000: a search finds them on one page. */
  readonly logs: number;
  /** Over how long they are sent, ms. */
  readonly overMs: number;
  /** When it is searched after the first was sent, ms. */
  readonly searchAfterMs: number;
}

/** What a search and the tail from its cursor showed together. */
export interface HandOver {
  readonly found: number;
  readonly tailed: number;
  /** Rows of the tail that the search had found; the reader drops them. */
  readonly repeated: number;
  /** Logs that neither showed. */
  readonly missing: readonly string[];
  /** Logs that one of them showed twice. */
  readonly doubled: readonly string[];
  readonly faults: readonly string[];
}

const DEADLINE_MS = 30_000;
const BATCH = 10;

/**
 * Searches while logs come in, goes on with a tail from where the answer says, and tells what both showed once every log
 * was shown, or half a minute has passed. Rejects when a server refuses a request.
 */
export async function handOver(place: HandOverPlace, given: HandOverTry): Promise<HandOver> {
  const ids = Array.from({ length: given.logs }, (_, index) => `${given.name}-${index}`);
  const filter = `handover:${given.name}`;
  const sending = sendHandedOver(place, ids, given);
  sending.catch(() => undefined);
  await sleep(given.searchAfterMs);
  const { items, tailCursor } = await search(place, filter);
  const found = items.map((item) => item['event.id']);
  const ticket = await ask<Ticket>(place, `${place.apiUrl}/v1/tickets`, { method: 'POST', body: '{}' });
  const tail = await tailFrom(ticket, { filter, cursor: tailCursor });
  try {
    await sending;
    const shown = () => new Set([...found, ...tail.ids]);
    await waitFor(() => shown().size >= ids.length || tail.faults.length > 0, DEADLINE_MS).catch(
      () => undefined,
    );
    const missing = ids.filter((id) => !shown().has(id));
    return {
      found: found.length,
      tailed: tail.ids.length,
      repeated: tail.ids.filter((id) => found.includes(id)).length,
      missing,
      doubled: [...doubles(found), ...doubles(tail.ids)],
      faults: [...tail.faults],
    };
  } finally {
    tail.close();
  }
}

interface Ticket {
  readonly ticket: string;
  readonly url: string;
}

interface SearchAnswer {
  readonly items: readonly { readonly 'event.id': string }[];
  readonly tailCursor: string | null;
}

/** Searches until the answer says where a tail takes over, which it does not before an indexer has said anything. */
function search(place: HandOverPlace, q: string) {
  const url = `${place.apiUrl}/v1/logs?${new URLSearchParams({ q, limit: '1000' }).toString()}`;
  return waitFor(async () => {
    const { items, tailCursor } = await ask<SearchAnswer>(place, url);
    return tailCursor === null ? undefined : { items, tailCursor };
  }, DEADLINE_MS);
}

/** Sends logs of these ids, a few at a time, that `handover:<name>` finds. Rejects when one is refused. */
export async function sendHandedOver(
  place: HandOverPlace,
  ids: readonly string[],
  { name, overMs }: Pick<HandOverTry, 'name' | 'overMs'>,
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const logs = ids.slice(from, from + BATCH).map((id, index) => ({
      'event.id': id,
      '@timestamp': new Date().toISOString(),
      message: `handed over ${from + index}`,
      'service.name': `service-${(from + index) % 7}`,
      handover: name,
    }));
    const body = logs.map((log) => `${JSON.stringify(log)}\n`).join('');
    await ask(place, `${place.ingestUrl}/v1/ndjson`, { method: 'POST', body }, 'application/x-ndjson');
    await sleep((overMs * BATCH) / ids.length);
  }
}

async function ask<Answer>(
  { key }: HandOverPlace,
  url: string,
  init: RequestInit = {},
  contentType = 'application/json',
): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': contentType };
  const reply = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(DEADLINE_MS) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`asking ${url}: ${reply.status} ${text}`);
  return JSON.parse(text) as Answer;
}

function doubles(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

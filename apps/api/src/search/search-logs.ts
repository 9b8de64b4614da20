import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ElasticsearchRefusedError } from '@millrace/elasticsearch';
import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { ProblemError } from '@millrace/http';
import { logsIndexPattern } from '@millrace/schemas';
import type { LogQuery } from './log-query.js';
import { CURSOR_TTL_MS, countRequest, pageBody } from './search-request.js';
import { invalidCursor, openCursor, signCursor } from './signed-cursor.js';

/** A page of logs. */
export interface LogPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly highlights?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  readonly tookMs: number;
  /** null when there is no further page. */
  readonly cursor: string | null;
  /** Why documents may be missing from this answer. */
  readonly incomplete?: string;
}

/** What searching needs. */
export interface SearchTools {
  readonly search: LogSearch;
  readonly secretOf: (tenant: string) => Promise<Buffer>;
  readonly now: () => number;
}

const positionSchema = z.object({
  pit: z.string(),
  after: z.array(z.union([z.string(), z.number()])),
  query: z.string(),
  until: z.number(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * One page of a search, in a view that stays the same over all pages of a cursor. Throws the problems `invalid-cursor`
 * (foreign, of another query, expired) and `invalid-query`; rejects as the search port does when nothing answers.
 */
export async function searchLogs(query: LogQuery, tools: SearchTools, signal: AbortSignal): Promise<LogPage> {
  const secret = await tools.secretOf(query.tenant);
  const position =
    query.cursor === undefined ? undefined : resume(query, query.cursor, { secret, now: tools.now() });
  try {
    if (query.limit === 0) return page(query, await tools.search.search(countRequest(query), signal), null);
    const pit =
      position?.pit ??
      (await tools.search.openPointInTime(logsIndexPattern(query.tenant), CURSOR_TTL_MS, signal));
    const reply = await tools.search.search({ body: pageBody(query, pit, position?.after) }, signal);
    const next = nextPosition(query, reply, { pit, until: tools.now() + CURSOR_TTL_MS });
    if (next === undefined) await closeQuietly(tools.search, reply.pointInTime ?? pit, signal);
    return page(query, reply, next === undefined ? null : signCursor(next, secret, 'logs'));
  } catch (error) {
    throw translated(error, position !== undefined);
  }
}

function translated(error: unknown, continued: boolean): unknown {
  if (!(error instanceof ElasticsearchRefusedError)) return error;
  if (error.status === 404 && continued) return invalidCursor('it has expired');
  // A value that its field cannot hold, such as 30 February, which only Elasticsearch notices.
  return error.status === 400
    ? new ProblemError('invalid-query', `Elasticsearch refuses it: ${error.reason}`)
    : error;
}

function resume(
  query: LogQuery,
  cursor: string,
  { secret, now }: { readonly secret: Buffer; readonly now: number },
): Position {
  const opened = positionSchema.parse(openCursor(cursor, secret, 'logs'));
  if (opened.query !== fingerprint(query)) throw invalidCursor('it belongs to another query');
  if (opened.until <= now) throw invalidCursor('it has expired');
  return opened;
}

/** What must be the same on every page. */
function fingerprint({ tenant, text, from, to, sort }: LogQuery): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, text, from, to, sort]))
    .digest('base64url')
    .slice(0, 22);
}

function nextPosition(
  query: LogQuery,
  reply: SearchReply,
  { pit, until }: { readonly pit: string; readonly until: number },
): Position | undefined {
  const last = reply.hits.at(-1)?.sort;
  if (reply.hits.length < query.limit || last === undefined) return undefined;
  return {
    pit: reply.pointInTime ?? pit,
    after: last as (string | number)[],
    query: fingerprint(query),
    until,
  };
}

/** The view goes by itself when its time is over, so failing to close it early changes nothing for the caller. */
async function closeQuietly(search: LogSearch, pit: string, signal: AbortSignal): Promise<void> {
  await search.closePointInTime(pit, signal).catch(() => undefined);
}

function page(query: LogQuery, reply: SearchReply, cursor: string | null): LogPage {
  const incomplete = incompleteness(reply);
  return {
    items: reply.hits.map((hit) => hit.source ?? {}),
    ...(query.highlight && { highlights: reply.hits.map((hit) => hit.highlight ?? {}) }),
    total: reply.total ?? { value: 0, relation: 'eq' },
    tookMs: reply.tookMs,
    cursor,
    ...(incomplete !== undefined && { incomplete }),
  };
}

function incompleteness({ timedOut, failedShards }: SearchReply): string | undefined {
  if (failedShards > 0) return `${failedShards} shards of Elasticsearch gave no answer`;
  return timedOut ? 'Elasticsearch stopped at its time limit' : undefined;
}

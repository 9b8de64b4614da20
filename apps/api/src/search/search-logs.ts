import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ElasticsearchRefusedError, ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { unavailable } from '@millrace/http';
import { logsIndexPattern } from '@millrace/schemas';
import type { QueryNode } from './query-node.js';
import { queryDsl } from './query-dsl.js';
import type { SearchScope } from './query-dsl.js';
import { invalidCursor, openCursor, signCursor } from './signed-cursor.js';

/** A search by a user of a tenant. */
export interface LogQuery extends SearchScope {
  readonly query: QueryNode;
  /** As it was written; a cursor belongs to it. */
  readonly text: string;
  /** Documents of a page; 0 only counts. */
  readonly limit: number;
  readonly sort: 'newest' | 'oldest';
  readonly highlight: boolean;
  /** Count all matches, or stop at 10,000. */
  readonly exactTotal: boolean;
  readonly cursor?: string;
}

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

/** How long a point in time waits for its next page; long enough to read a page, short since it holds segments. */
const CURSOR_TTL_MS = 120_000;
const TOTAL_BOUND = 10_000;
/** Below the time a handler may take, so that the answer says what happened. */
const SEARCH_TIMEOUT = '20s';
/** Private-use characters around hits: they occur in no log by accident and mean nothing to HTML or a terminal. */
const HIT_START = '\u{E000}';
const HIT_END = '\u{E001}';
const HIGHLIGHTED_FIELDS = ['message', 'error.message'];

const positionSchema = z.object({
  pit: z.string(),
  after: z.array(z.union([z.string(), z.number()])),
  query: z.string(),
  until: z.number(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * One page of a search, in a view that stays the same over all pages of a cursor. Throws the problems `invalid-cursor`
 * (foreign, of another query, expired) and `unavailable`.
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
    if (error instanceof ElasticsearchUnavailableError)
      throw unavailable('Elasticsearch does not answer now.');
    const expired = error instanceof ElasticsearchRefusedError && error.status === 404 && position;
    if (expired) throw invalidCursor('it has expired');
    throw error;
  }
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

function countRequest(query: LogQuery) {
  const body = {
    size: 0,
    track_total_hits: totalOf(query),
    timeout: SEARCH_TIMEOUT,
    query: queryDsl(query.query, query),
  };
  return { index: logsIndexPattern(query.tenant), body };
}

function totalOf({ exactTotal }: LogQuery): true | number {
  return exactTotal ? true : TOTAL_BOUND;
}

function pageBody(query: LogQuery, pit: string, after: readonly (string | number)[] | undefined) {
  const order = query.sort === 'newest' ? 'desc' : 'asc';
  return {
    size: query.limit,
    query: queryDsl(query.query, query),
    pit: { id: pit, keep_alive: `${CURSOR_TTL_MS}ms` },
    // As text, because nanoseconds since 1970 do not fit a JavaScript number.
    sort: [
      { '@timestamp': { order, format: 'strict_date_optional_time_nanos', numeric_type: 'date_nanos' } },
      { _shard_doc: 'asc' },
    ],
    ...(after && { search_after: after }),
    track_total_hits: totalOf(query),
    timeout: SEARCH_TIMEOUT,
    ...(query.highlight && { highlight: HIGHLIGHT }),
  };
}

const HIGHLIGHT = {
  pre_tags: [HIT_START],
  post_tags: [HIT_END],
  number_of_fragments: 3,
  fragment_size: 200,
  fields: Object.fromEntries(HIGHLIGHTED_FIELDS.map((field) => [field, {}])),
};

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

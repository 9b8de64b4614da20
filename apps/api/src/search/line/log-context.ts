import { z } from 'zod';
import type { SearchHit } from '@millrace/elasticsearch';
import { foundLog } from '../found-log.js';
import type { FoundLog } from '../found-log.js';
import type { InquiryMembers, LogInquiry } from '../log-inquiry.js';
import { showLog } from './show-log.js';
import { invalidCursor, openCursor, signCursor } from '../page/signed-cursor.js';

/** Fields that say where a line came from; lines are of one source when all are equal, or absent, in both. */
export const SOURCE_FIELDS = ['service.name', 'service.environment', 'host.name'] as const;

/** A request for lines around one. */
export interface ContextQuery {
  readonly tenant: string;
  readonly id: string;
  readonly before: number;
  readonly after: number;
  readonly cursor?: string;
  /** The tenant's, for cursors. */
  readonly secret: Buffer;
}

/** A line and its neighbours, all in the order of their source. */
export interface LogContext extends InquiryMembers {
  readonly line: FoundLog;
  readonly before: readonly FoundLog[];
  readonly after: readonly FoundLog[];
  readonly source: Readonly<Record<string, string | null>>;
  readonly cursors: { readonly before: string | null; readonly after: string | null };
}

type Direction = 'before' | 'after';
const PURPOSE = 'log-context';
const positionSchema = z.object({
  id: z.string(),
  direction: z.enum(['before', 'after']),
  at: z.array(z.union([z.string(), z.number()])),
});

/**
 * A line with those before and after it of the same source; with a cursor, only those further on in its direction.
 * Throws as `showLog` does, and the problem `invalid-cursor`.
 */
export async function logContext(query: ContextQuery, inquiry: LogInquiry): Promise<LogContext> {
  const from = query.cursor === undefined ? undefined : resumed(query.cursor, query);
  const hit = await showLog({ ...query, sort: order('after') }, inquiry);
  const line = foundLog(hit);
  const neighbours = (direction: Direction) =>
    from !== undefined && from.direction !== direction
      ? undefined
      : linesFrom(inquiry, line, { direction, at: from?.at ?? hit.sort ?? [], limit: query[direction] });
  const before = await neighbours('before');
  const after = await neighbours('after');
  const cursor = (direction: Direction, at: readonly unknown[] | undefined) =>
    at === undefined ? null : signCursor({ id: query.id, direction, at }, query.secret, PURPOSE);
  return {
    line,
    before: before?.hits.map(foundLog).toReversed() ?? [],
    after: after?.hits.map(foundLog) ?? [],
    source: Object.fromEntries(SOURCE_FIELDS.map((field) => [field, valueOf(line, field) ?? null])),
    // Before the first line nothing will ever be; after the last one the next may come at any time.
    cursors: {
      before: cursor('before', before?.more ? before.at : undefined),
      after: cursor('after', after?.at),
    },
    ...inquiry.members(),
  };
}

function resumed(cursor: string, { id, secret }: ContextQuery) {
  const position = positionSchema.parse(openCursor(cursor, secret, PURPOSE));
  if (position.id === id) return position;
  throw invalidCursor('it belongs to another line');
}

interface Lines {
  readonly direction: Direction;
  readonly at: readonly unknown[];
  readonly limit: number;
}

async function linesFrom(inquiry: LogInquiry, line: FoundLog, { direction, at, limit }: Lines) {
  const [time] = at;
  const reply = await inquiry.ask({
    // Time again, beside the place to go on from, so that whole days are passed over.
    also: [
      ...sourceClauses(line),
      { range: { '@timestamp': direction === 'after' ? { gte: time } : { lte: time } } },
    ],
    body: { size: limit, track_total_hits: false, sort: order(direction), search_after: at },
  });
  const hits: readonly SearchHit[] = reply.hits;
  // A search that did not see all says nothing of where the lines end.
  const more = hits.length === limit || inquiry.members().incomplete !== undefined;
  return { hits, at: hits.at(-1)?.sort ?? at, more };
}

/**
 * By event time; of one instant by when ingest accepted them, then by when the index took them, which is the order of
 * their partition; then by `event.id`, so that the order is total.
 */
function order(direction: Direction) {
  const order = direction === 'after' ? 'asc' : 'desc';
  return [
    { '@timestamp': { order, format: 'strict_date_optional_time_nanos', numeric_type: 'date_nanos' } },
    { 'event.created': { order } },
    { _seq_no: { order } },
    { 'event.id': { order } },
  ];
}

function sourceClauses(line: FoundLog) {
  return SOURCE_FIELDS.map((field) => {
    const value = valueOf(line, field);
    return value === undefined
      ? { bool: { must_not: [{ exists: { field } }] } }
      : { term: { [field]: { value } } };
  });
}

function valueOf(line: FoundLog, field: string): string | undefined {
  const value = line[field];
  return typeof value === 'string' ? value : undefined;
}

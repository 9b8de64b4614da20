import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ElasticsearchRefusedError } from '@millrace/elasticsearch';
import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { ProblemError } from '@millrace/http';
import { completenessMembers } from '../../completeness/completeness-reply.js';
import type { AnswerCompleteness } from '../../completeness/completeness-watch.js';
import { deletedOf, deletion, viewOver } from './deleted-indices.js';
import { closeView, openView } from './point-in-time.js';
import { invalidCursor, openCursor, signCursor } from './signed-cursor.js';

/** What searching needs. */
export interface SearchTools {
  readonly search: LogSearch;
  readonly secretOf: (tenant: string) => Promise<Buffer>;
  readonly now: () => number;
}

/** Where a page begins: in which view, and after which sort values. */
export interface PageStart {
  readonly pit: string;
  readonly after?: readonly (string | number)[];
}

/** A search for one page. */
export interface PageSearch {
  readonly tenant: string;
  /** What is searched for; a cursor of one works on no other. */
  readonly purpose: 'logs' | 'correlations';
  /** Pattern of the indices. */
  readonly index: string;
  /** What must be the same on every page. */
  readonly same: readonly unknown[];
  readonly limit: number;
  readonly cursor?: string;
  /** What the view covers; asked once for all of its pages, before it is taken. */
  readonly covered?: () => AnswerCompleteness;
  readonly body: (start: PageStart) => Readonly<Record<string, unknown>>;
}

/** A page as Elasticsearch found it. */
export interface FoundPage {
  readonly reply: SearchReply;
  /** null when there is no further page. */
  readonly cursor: string | null;
  /** What the view of all pages covers, where the search asked for that. */
  readonly covered: AnswerCompleteness | undefined;
  /** Why documents may be missing from it. */
  readonly incomplete?: string;
}

/** How long a point in time waits for its next page; long enough to read a page, short since it holds segments. */
export const CURSOR_TTL_MS = 120_000;

const positionSchema = z.object({
  pit: z.string(),
  after: z.array(z.union([z.string(), z.number()])),
  query: z.string(),
  until: z.number(),
  covered: z.object(completenessMembers).optional(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * One page of a search, in a view that stays the same over all pages of a cursor. Throws the problems `invalid-cursor`
 * (foreign, of another query, expired) and `invalid-query`; rejects as the search port does when nothing answers.
 */
export async function searchPage(
  asked: PageSearch,
  tools: SearchTools,
  signal: AbortSignal,
): Promise<FoundPage> {
  const secret = await tools.secretOf(asked.tenant);
  const position =
    asked.cursor === undefined ? undefined : resume(asked, asked.cursor, { secret, now: tools.now() });
  const finding = async () => {
    const covered = position === undefined ? asked.covered?.() : position.covered;
    const pit = position?.pit ?? (await openView(tools.search, asked.index, CURSOR_TTL_MS));
    try {
      signal.throwIfAborted();
      const body = asked.body({ pit, ...(position && { after: position.after }) });
      const reply = await tools.search.search({ body }, signal);
      const next = nextPosition(asked, reply, { pit, until: tools.now() + CURSOR_TTL_MS, covered });
      if (next === undefined) await closeView(tools.search, reply.pointInTime ?? pit);
      const cursor = next === undefined ? null : signCursor(next, secret, asked.purpose);
      const gone = await deletedOf(reply.failedIndices ?? [], tools.search, signal);
      const incomplete = gone.length === 0 ? incompleteness(reply) : deletion(gone);
      return { reply, cursor, covered, ...(incomplete !== undefined && { incomplete }) };
    } catch (error) {
      // Of a view that came with a cursor the client still has that: it may ask again.
      if (position === undefined) await closeView(tools.search, pit);
      throw error;
    }
  };
  try {
    return await translating(position !== undefined, finding);
  } catch (error) {
    if (position === undefined) throw error;
    throw await viewOver(error, tools.search, signal);
  }
}

/** Runs a search; what Elasticsearch refuses becomes a problem the caller can mend. `continued`: from a cursor. */
export async function translating<T>(continued: boolean, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ElasticsearchRefusedError)) throw error;
    if (error.status === 404 && continued) throw invalidCursor('it has expired');
    // A value that its field cannot hold, which only Elasticsearch notices.
    if (error.status !== 400) throw error;
    throw new ProblemError('invalid-query', `Elasticsearch refuses it: ${error.reason}`);
  }
}

/** Why documents may be missing from an answer; undefined when none are. */
export function incompleteness({ timedOut, failedShards }: SearchReply): string | undefined {
  if (failedShards > 0) return `${failedShards} shards of Elasticsearch gave no answer`;
  return timedOut ? 'Elasticsearch stopped at its time limit' : undefined;
}

function resume(
  asked: PageSearch,
  cursor: string,
  { secret, now }: { readonly secret: Buffer; readonly now: number },
): Position {
  const opened = positionSchema.parse(openCursor(cursor, secret, asked.purpose));
  if (opened.query !== fingerprint(asked)) throw invalidCursor('it belongs to another query');
  if (opened.until <= now) throw invalidCursor('it has expired');
  return opened;
}

function fingerprint({ tenant, same }: PageSearch): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, ...same]))
    .digest('base64url')
    .slice(0, 22);
}

function nextPosition(
  asked: PageSearch,
  reply: SearchReply,
  { pit, ...rest }: Pick<Position, 'pit' | 'until' | 'covered'>,
): Position | undefined {
  const last = reply.hits.at(-1)?.sort;
  if (reply.hits.length < asked.limit || last === undefined) return undefined;
  return {
    pit: reply.pointInTime ?? pit,
    after: last as (string | number)[],
    query: fingerprint(asked),
    ...rest,
  };
}

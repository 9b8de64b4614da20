import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ElasticsearchRefusedError, ElasticsearchReplyTooLargeError } from '@millrace/elasticsearch';
import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { ProblemError } from '@millrace/http';
import { completenessMembers } from '../../completeness/completeness-reply.js';
import type { AnswerCompleteness } from '../../completeness/completeness-watch.js';
import { invalidCursor, openCursor, signCursor } from './signed-cursor.js';

/** What searching needs. */
export interface SearchTools {
  readonly search: Pick<LogSearch, 'search'>;
  readonly secretOf: (tenant: string) => Promise<Buffer>;
}

/** Where a page begins: behind the document with these sort values; undefined for the first page. */
export type PageStart = readonly string[] | undefined;

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
  /** What the pages cover; asked once for all of them, before the first is searched for. */
  readonly covered?: () => AnswerCompleteness;
  /** Sorted by values that no two documents share and that stay as they are, all of them text. */
  readonly body: (start: PageStart) => Readonly<Record<string, unknown>>;
}

/** A page as Elasticsearch found it. */
export interface FoundPage {
  readonly reply: SearchReply;
  /** null when there is no further page. */
  readonly cursor: string | null;
  /** What all pages cover, where the search asked for that. */
  readonly covered: AnswerCompleteness | undefined;
}

/** Bytes of a page as Elasticsearch sends it. */
const MAX_PAGE_BYTES = 67_108_864;

const positionSchema = z.object({
  after: z.array(z.string()),
  query: z.string(),
  covered: z.object(completenessMembers).optional(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * One page of a search. A cursor holds the place where its page begins and nothing on any server: every document that is
 * there all the while comes on exactly one page, and a cursor never expires. Throws the problems `invalid-cursor`
 * (foreign, of another query), `invalid-query`, and `query-too-costly` when the page is too large; rejects as the search port does when nothing answers.
 */
export async function searchPage(
  asked: PageSearch,
  { search, secretOf }: SearchTools,
  signal: AbortSignal,
): Promise<FoundPage> {
  const secret = await secretOf(asked.tenant);
  const position = asked.cursor === undefined ? undefined : resume(asked, asked.cursor, secret);
  const covered = position === undefined ? asked.covered?.() : position.covered;
  const body = asked.body(position?.after);
  const request = { index: asked.index, body, maxReplyBytes: MAX_PAGE_BYTES };
  const reply = await translating(() => search.search(request, signal)).catch((error: unknown) => {
    throw error instanceof ElasticsearchReplyTooLargeError ? tooLarge(asked.limit) : error;
  });
  const next = nextPosition(asked, reply, covered);
  const cursor = next === undefined ? null : signCursor(next, secret, asked.purpose);
  return { reply, cursor, covered };
}

/** Runs a search; what Elasticsearch refuses becomes a problem the caller can mend. */
export async function translating<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    // A value that its field cannot hold, which only Elasticsearch notices.
    if (!(error instanceof ElasticsearchRefusedError) || error.status !== 400) throw error;
    throw new ProblemError('invalid-query', `Elasticsearch refuses it: ${error.reason}`);
  }
}

/** Why documents may be missing from an answer; undefined when none are. */
export function incompleteness({ timedOut, failedShards }: SearchReply): string | undefined {
  if (failedShards > 0) return `${failedShards} shards of Elasticsearch gave no answer`;
  return timedOut ? 'Elasticsearch stopped at its time limit' : undefined;
}

function tooLarge(limit: number): ProblemError {
  const mib = MAX_PAGE_BYTES / 1_048_576;
  return new ProblemError(
    'query-too-costly',
    `The ${limit} documents of this page have more than ${mib} MiB: ask for fewer at a time with a lower limit.`,
  );
}

function resume(asked: PageSearch, cursor: string, secret: Buffer): Position {
  const opened = positionSchema.safeParse(openCursor(cursor, secret, asked.purpose));
  if (!opened.success) throw invalidCursor('it is of another version of the api');
  if (opened.data.query !== fingerprint(asked)) throw invalidCursor('it belongs to another query');
  return opened.data;
}

function fingerprint({ tenant, same }: PageSearch): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, ...same]))
    .digest('base64url')
    .slice(0, 22);
}

function nextPosition(
  asked: PageSearch,
  { hits }: SearchReply,
  covered: Position['covered'],
): Position | undefined {
  const last = hits.at(-1)?.sort;
  if (hits.length < asked.limit || last === undefined) return undefined;
  return { after: last.map(String), query: fingerprint(asked), covered };
}

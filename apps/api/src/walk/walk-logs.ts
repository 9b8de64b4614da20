import { ElasticsearchReplyTooLargeError, ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { ProblemError } from '@millrace/http';
import { retryDelayMs } from '@millrace/resilience';
import type { Clock } from '@millrace/resilience';
import { logsIndexPattern } from '@millrace/schemas';
import type { LogScope } from '../search/log-scope.js';
import { incompleteness, translating } from '../search/page/search-page.js';
import { createLogView } from './log-view.js';
import type { LogView } from './log-view.js';
import { positionOf } from './log-position.js';
import type { LogPosition } from './log-position.js';
import { createPageRows } from './page-rows.js';
import type { PageBounds, PageRows } from './page-rows.js';
import { createTimeWindows } from './time-windows.js';
import type { TimeWindows } from './time-windows.js';
import { walkRequest } from './walk-request.js';
import type { WalkStep } from './walk-request.js';

/** Which logs to walk through, and in what strides. */
export interface LogWalk {
  readonly scope: LogScope;
  readonly sort: 'newest' | 'oldest';
  /** Begins behind this place. */
  readonly after?: LogPosition;
  /** Ends after so many logs. */
  readonly limit?: number;
  readonly bounds: PageBounds;
  /** Matches counted with the first page: all, or up to a bound. */
  readonly counted: true | number;
}

/** What walking needs. */
export interface WalkTools {
  readonly search: LogSearch;
  readonly clock: Pick<Clock, 'random' | 'wait'>;
}

/** A log with its place. */
export interface WalkedLog {
  readonly position: LogPosition;
  /** The canonical document. */
  readonly json: string;
}

/** Logs that follow each other. */
export interface WalkedPage {
  readonly logs: readonly WalkedLog[];
  /** With the first page: the matches from where it begins. */
  readonly total?: SearchReply['total'];
  /** The matches end here; without it the walk's limit may have been reached. */
  readonly isLast: boolean;
}

const TOO_SLOW =
  'Elasticsearch looked for a page of logs for 20 s and stopped. Narrow from and to, or make the query more exact: ' +
  'a field with a value costs least, phrases of common words and patterns most.';
/** Further tries for a page of a walk that has begun: half a minute in all, the time a node takes to come back. */
const MAX_RETRIES = 7;
const RETRY = { baseMs: 500, maxMs: 10_000 };

/**
 * Walks through logs by event time and `event.id`, a page whenever one is asked for: whatever is not asked for costs
 * nothing. The first page is a plain search, those behind it are read from one view. Each log that is there all the
 * while comes exactly once, also when Elasticsearch lets the view go and a new one is opened. No page is ever partial:
 * one that shards did not answer is read again, after a while, from a new view. Throws `invalid-query`, and
 * `query-too-costly` when Elasticsearch stops at its time limit, and rejects as the search port does, the first page
 * without a second try. Frees its view at the end, however it comes.
 */
export async function* walkLogs(
  walk: LogWalk,
  { search, clock }: WalkTools,
  signal: AbortSignal,
): AsyncGenerator<WalkedPage, void, undefined> {
  const view = createLogView(search, logsIndexPattern(walk.scope.tenant));
  const rows = createPageRows(walk.bounds);
  const windows = createTimeWindows(walk);
  const steps = { search, view, rows, windows, clock };
  let left = walk.limit ?? Number.MAX_SAFE_INTEGER;
  let after = walk.after;
  let isFirst = true;
  try {
    while (left > 0) {
      const page = await translating(() => readPage(walk, { ...steps, after, left, isFirst }, signal));
      if (page.logs.length > 0 || page.isLast || isFirst) yield page;
      if (page.isLast) return;
      left -= page.logs.length;
      after = page.logs.at(-1)?.position ?? after;
      isFirst = false;
    }
  } finally {
    await view.close();
  }
}

interface Stride {
  readonly search: LogSearch;
  readonly view: LogView;
  readonly rows: PageRows;
  readonly windows: TimeWindows;
  readonly clock: WalkTools['clock'];
  readonly after: LogPosition | undefined;
  readonly left: number;
  readonly isFirst: boolean;
}

/** What one search of a walk looks at. */
type WalkedStretch = Pick<WalkStep, 'size' | 'window'>;

async function readPage(walk: LogWalk, stride: Stride, signal: AbortSignal): Promise<WalkedPage> {
  const { view, rows, windows, clock } = stride;
  for (let failed = 0; ;) {
    const size = Math.min(rows.next(), stride.left);
    const window = windows.next(size);
    try {
      const page = pageOf(await readOnce(walk, { ...stride, size, window }, signal), rows);
      const isFull = page.logs.length === size;
      windows.learn({ window, positions: page.logs.map(({ position }) => position), isFull });
      return { ...page, isLast: !isFull && window === undefined };
    } catch (error) {
      if (error instanceof ElasticsearchReplyTooLargeError && size > 1) {
        rows.halve();
        continue;
      }
      if (!isPassing(error) || stride.isFirst || failed >= MAX_RETRIES) throw error;
    }
    await view.close();
    await clock.wait(retryDelayMs(failed++, RETRY, { random: clock.random() }), signal);
  }
}

/** Another page was found in time: a server that is busy or away may be better in a while. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof ElasticsearchUnavailableError ||
    (error instanceof ProblemError && error.code === 'query-too-costly')
  );
}

async function readOnce(
  walk: LogWalk,
  { search, view, after, size, window, isFirst }: Stride & WalkedStretch,
  signal: AbortSignal,
): Promise<SearchReply> {
  const body = walkRequest(walk, { size, after, window, counted: isFirst ? walk.counted : false });
  const { maxReplyBytes } = walk.bounds;
  const index = logsIndexPattern(walk.scope.tenant);
  // What follows the first page goes on behind its place, whatever it was read from; most walks end with it.
  const reply = isFirst
    ? await search.search({ index, body, maxReplyBytes }, signal)
    : await view.read({ body: (pit) => ({ ...body, pit }), maxReplyBytes }, signal);
  if (reply.timedOut && reply.failedShards === 0) throw new ProblemError('query-too-costly', TOO_SLOW);
  const missing = incompleteness(reply);
  if (missing !== undefined)
    throw new ElasticsearchUnavailableError('walking through logs', undefined, missing);
  return reply;
}

function pageOf(reply: SearchReply, rows: PageRows): Omit<WalkedPage, 'isLast'> {
  const logs = reply.hits.map(({ source = {} }) => ({
    position: positionOf(source),
    json: JSON.stringify(source),
  }));
  const bytes = logs.reduce((sum, { json }) => sum + json.length, 0);
  if (logs.length > 0) rows.learn(logs.length, bytes);
  return { logs, ...(reply.total && { total: reply.total }) };
}

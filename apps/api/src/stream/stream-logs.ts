import type { SearchReply } from '@millrace/elasticsearch';
import { ProblemError } from '@millrace/http';
import type { CompletenessWatch } from '../completeness/completeness-watch.js';
import type { Flow } from '../flows/flows.js';
import { releaseAfter } from '../flows/release-after.js';
import { knownProblem } from '../known-problem.js';
import { positionToken } from '../walk/log-position.js';
import { walkLogs } from '../walk/walk-logs.js';
import type { LogWalk, WalkedPage, WalkTools } from '../walk/walk-logs.js';
import { keepAlive } from './keep-alive.js';
import { eventText } from './server-sent-event.js';

/** What to stream, to whom. */
export interface LogStream {
  readonly walk: Omit<LogWalk, 'bounds' | 'counted'> & { readonly limit: number };
  readonly keyId: string;
}

/** What streaming needs. */
export interface StreamTools extends WalkTools {
  readonly completeness: CompletenessWatch;
  readonly flow: Flow;
}

/** The first page is what a screen holds; a page waits whole for a client that is slow, so all are small. */
const BOUNDS = { firstRows: 20, maxRows: 1_000, targetBytes: 65_536, maxReplyBytes: 2_097_152 };
/** Counting further would hold the first page up. */
const TOTAL_BOUND = 10_000;
/** After a cut, clients come back after so many ms. */
const RECONNECT = 'retry: 2000\n\n';

/**
 * The results of a search as events: first `watermark`, at once; then a `log` for each, whose id says where to go on,
 * and `progress` after each page; at last `end`, or `error` with a problem document. Pages are asked for as the client
 * reads. Throws `too-busy` when the key or the process has as many streams as it may; the signal's abort ends the search
 * and frees its view.
 */
export function streamLogs(
  { walk, keyId }: LogStream,
  tools: StreamTools,
  signal: AbortSignal,
): AsyncIterable<string> {
  const free = tools.flow.slots.take(keyId);
  const texts = searchTexts(walk, tools, signal);
  return releaseAfter(
    { pieces: keepAlive(texts, tools.clock), release: () => texts.return().then(free, free) },
    signal,
  );
}

async function* searchTexts(
  walk: LogStream['walk'],
  { completeness, flow, ...tools }: StreamTools,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  // Before the view is opened: what it promises is then in the view.
  const watermark = JSON.stringify(completeness.read(walk.scope));
  yield `${RECONNECT}${eventText({ event: 'watermark', data: watermark })}`;
  let [logs, isAll] = [0, false];
  let total: SearchReply['total'];
  try {
    for await (const page of walkLogs({ ...walk, bounds: BOUNDS, counted: TOTAL_BOUND }, tools, signal)) {
      logs += page.logs.length;
      isAll = page.isLast;
      total ??= page.total;
      yield `${logTexts(page)}${eventText({ event: 'progress', data: JSON.stringify({ logs, total }) })}`;
      flow.gave(page.logs.length);
    }
    yield eventText({ event: 'end', data: JSON.stringify({ logs, more: !isAll }) });
  } catch (error) {
    signal.throwIfAborted();
    yield errorText(error);
    // The cut that follows is logged with its cause, which nobody but us can mend.
    if (knownProblem(error) === undefined) throw error;
  }
}

function logTexts({ logs }: WalkedPage): string {
  return logs
    .map(({ position, json }) => eventText({ event: 'log', id: positionToken(position), data: json }))
    .join('');
}

function errorText(error: unknown): string {
  const problem =
    knownProblem(error) ??
    new ProblemError('internal', 'The stream failed; the log of the service says why.');
  return eventText({ event: 'error', data: JSON.stringify(problem.reply().body) });
}

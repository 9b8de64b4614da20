import { ProblemError, unavailable } from '@millrace/http';
import type { TailPolicy } from '@millrace/schemas';
import type { AnswerCompleteness, CompletenessWatch } from '../completeness/completeness-watch.js';
import type { Flow } from '../flows/flows.js';
import type { KeyTurns } from '../flows/key-turns.js';
import { releaseAfter } from '../flows/release-after.js';
import { knownProblem } from '../known-problem.js';
import { createFoundIds } from '../live/found-ids.js';
import type { LiveTail } from '../live/live-tail.js';
import { liveTexts } from '../live/live-texts.js';
import type { WalkTools } from '../walk/walk-logs.js';
import { foundTexts } from './found-texts.js';
import type { Found, StreamedWalk } from './found-texts.js';
import { keepAlive } from './keep-alive.js';
import { eventText } from './server-sent-event.js';
import { placeToken } from './stream-place.js';

/** What to stream, to whom. */
export interface LogStream {
  readonly walk: StreamedWalk;
  readonly keyId: string;
  /** Goes on with what comes, once all is found. */
  readonly live?: {
    readonly policy: TailPolicy;
    /** Where the tail takes over, of the stream that this one goes on with. */
    readonly cursor?: string;
  };
}

/** What streaming needs. */
export interface StreamTools extends WalkTools {
  readonly completeness: CompletenessWatch;
  readonly flow: Flow;
  /** In which the streams of a key read their pages. */
  readonly turns: KeyTurns;
  readonly tail: LiveTail;
  /** Aborted when the process is about to stop. */
  readonly leaving: AbortSignal;
}

/** After a cut, clients come back after so many ms. */
const RECONNECT_MS = 2_000;
/** Those that were sent away at once come back over so many ms. */
const RECONNECT_OVER_MS = 5_000;

/**
 * The results of a search as events: first `watermark`, at once; then a `log` for each, whose id says where to go on,
 * and `progress` after each page; then `end`, or `live` and a `log` for each that is taken in from the watermark on.
 * `error` with a problem document is the last event, too. Pages and rows are asked for as the client reads. Throws
 * `too-busy` when the key or the process has as many streams as it may, and `unavailable` when nobody knows where a
 * tail would take over; the signal's abort ends the search and frees its view.
 */
export function streamLogs(asked: LogStream, tools: StreamTools, signal: AbortSignal): AsyncIterable<string> {
  // Before the view is opened: what it promises is then in the view.
  const covered = coverage(asked, tools.completeness);
  const free = tools.flow.slots.take(asked.keyId);
  const search = searchInTurns(asked, tools);
  const texts = streamTexts({ ...asked, covered }, { ...tools, search }, signal);
  return releaseAfter(
    { pieces: keepAlive(texts, tools.clock), release: () => texts.return().then(free, free) },
    signal,
  );
}

/** Pages that come together are held together, each as text and parsed: of one key a few, however many streams it has. */
function searchInTurns({ keyId }: LogStream, { search, turns }: StreamTools): StreamTools['search'] {
  return {
    ...search,
    search: (request, signal) => turns.take(keyId, () => search.search(request, signal), signal),
  };
}

function coverage({ walk, live }: LogStream, completeness: CompletenessWatch): AnswerCompleteness {
  const covered = completeness.read(walk.scope);
  const tailCursor = live?.cursor ?? covered.tailCursor;
  if (live && tailCursor === null)
    throw unavailable('It is not known yet how far the index has come, and so not where a tail would begin.');
  return { ...covered, tailCursor };
}

type Begun = LogStream & { readonly covered: AnswerCompleteness };

async function* streamTexts(
  stream: Begun,
  tools: StreamTools,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const data = JSON.stringify(stream.covered);
  yield `retry: ${RECONNECT_MS}\n\n${eventText({ event: 'watermark', data })}`;
  try {
    yield* stream.live === undefined ? endingTexts(stream, tools, signal) : goingLive(stream, tools, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (tools.leaving.aborted && error === tools.leaving.reason) return yield drainText(tools.clock.random());
    yield errorText(error);
    // The cut that follows is logged with its cause, which nobody but us can mend.
    if (knownProblem(error) === undefined) throw error;
  }
}

async function* endingTexts(
  { walk }: Begun,
  tools: StreamTools,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const found = yield* foundTexts(walk, { ...tools, cursor: undefined, ids: undefined }, signal);
  yield endText(found);
}

async function* goingLive(
  { walk, keyId, live, covered }: Begun,
  tools: StreamTools,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const { cursor: resumed, policy = 'lossless' } = live ?? {};
  const cursor = covered.tailCursor ?? '';
  const ids = createFoundIds(walk.sort);
  const isFoundAlready = resumed !== undefined && walk.after === undefined;
  const found = isFoundAlready
    ? { logs: 0, more: false }
    : yield* foundTexts(walk, { ...tools, cursor, ids }, signal);
  // Between the limit of the oldest and what comes now, logs would be missing in silence.
  if (walk.sort === 'oldest' && found.more) return yield endText(found);
  const repeats = resumed !== undefined || walk.after !== undefined || !ids.isWhole();
  const data = JSON.stringify({ ...found, repeats });
  yield eventText({ event: 'live', id: placeToken({ cursor }), data });
  const { tenant, text, from } = walk.scope;
  const reader = { tenant, keyId };
  const part = { reader, filter: text, policy, cursor, from, found: ids, gave: tools.flow.gave };
  yield* liveTexts(part, tools, AbortSignal.any([signal, tools.leaving]));
}

function endText(found: Found): string {
  return eventText({ event: 'end', data: JSON.stringify(found) });
}

function drainText(random: number): string {
  const reconnectInMs = Math.round(random * RECONNECT_OVER_MS);
  return `retry: ${reconnectInMs}\n${eventText({ event: 'drain', data: JSON.stringify({ reconnectInMs }) })}`;
}

function errorText(error: unknown): string {
  const problem =
    knownProblem(error) ??
    new ProblemError('internal', 'The stream failed; the log of the service says why.');
  return eventText({ event: 'error', data: JSON.stringify(problem.reply().body) });
}

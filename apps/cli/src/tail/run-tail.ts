import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@millrace/runtime';
import { closeReasonOf, timestampMs, type TailPolicy, type TailStream } from '@millrace/schemas';
import { createTailFollower, followConnection } from '@millrace/tail-client';
import type { ReadStep, TailEnd, TailFollower, TailRow } from '@millrace/tail-client';
import { UpgradeRefusedError } from '@millrace/websocket';
import { z } from 'zod';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { backoffMs } from '../client/backoff.js';
import { findService } from '../client/find-service.js';
import { readJson, type ServiceAddress } from '../client/service-client.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { slipNotes, tailRefusal } from '../query/query-refusal.js';
import { openTail } from './open-tail.js';
import { renderRow } from './render-row.js';
import { explained, isPassing } from './tail-failure.js';
import { tailNote } from './tail-note.js';

/** Options of the command as the user gave them. */
export interface TailCommandOptions {
  readonly stream: TailStream;
  readonly policy: TailPolicy;
  readonly limit?: number;
  readonly json?: true;
  /** After a search; without it the tail begins with what comes from now on. */
  readonly after?: TailBeginning;
}

/** Where a tail takes over from a search. */
export interface TailBeginning {
  /** What the answer gave; null when it is not known how far the index has come. */
  readonly cursor: string | null;
  /** `event.id`s that the search has shown; the tail leaves them out. */
  readonly shown: ReadonlySet<unknown>;
  /** Event time from which the search looked, ms since 1970: what is older and comes late is left out too. */
  readonly fromMs?: number;
}

/** A tail over all of its connections. */
interface Tailing {
  readonly filter: string;
  readonly api: ServiceAddress;
  readonly follower: TailFollower;
  readonly options: TailCommandOptions;
  readonly context: CliContext;
  shown: number;
  /** Connections in a row that ended before they subscribed. */
  failures: number;
  /** Whether any connection did; until then nothing is tried again. */
  wasSubscribed: boolean;
  /** Where tails are served, once a ticket named it. */
  url: string | undefined;
  /** Whether the resume token may be used for the next connection. */
  mayResume: boolean;
}

const ticketSchema = z.looseObject({ ticket: z.string(), url: z.url() });
const BACKOFF = Object.freeze({ baseMs: 500, capMs: 15_000, random: Math.random });

/**
 * Prints rows as they arrive until Ctrl-C or the limit, over as many connections as it takes.
 *
 * @throws CliError when the query or the access is refused, or nothing can be reached at the start
 */
export async function runTail(
  filter: string,
  options: TailCommandOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { stream, policy, after } = options;
  const cursor = after?.cursor ?? undefined;
  const tailing: Tailing = {
    api: await findService('api', context.config),
    follower: createTailFollower({ filter, stream, policy }, cursor),
    ...{
      filter,
      options,
      context,
      shown: 0,
      failures: 0,
      wasSubscribed: false,
      url: undefined,
      mayResume: true,
    },
  };
  const signal = context.interrupted();
  for (;;) {
    const end = await connectOnce(tailing, signal);
    if (end === 'done') return EXIT.ok;
    await sleep(waitBefore(tailing, end), undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

type Lost = { readonly lost: string; readonly retryAfterMs: number | undefined };

async function connectOnce(tailing: Tailing, signal: AbortSignal): Promise<TailEnd | Lost | 'done'> {
  const { follower, wasSubscribed } = tailing;
  try {
    const place = await placeToConnect(tailing, signal);
    const steps = followConnection(place, { follower, open: openTail, clock: systemClock }, signal);
    try {
      for (;;) {
        const { done, value } = await steps.next();
        if (done) return value;
        if (!(await takeStep(tailing, value, signal))) return 'done';
      }
    } finally {
      await steps.return({ moveInMs: 0 });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    if (!wasSubscribed || !isPassing(error)) throw explained(error);
    const seconds = error instanceof UpgradeRefusedError ? error.retryAfterSeconds : undefined;
    return {
      lost: `${explained(error).message}.`,
      retryAfterMs: seconds === undefined ? undefined : seconds * 1_000,
    };
  }
}

/** A resume token opens the next connection without asking the api; a ticket does when there is none, or it is old. */
async function placeToConnect(tailing: Tailing, signal: AbortSignal) {
  const { api, follower, mayResume, url } = tailing;
  const resumeToken = mayResume ? follower.resumeToken() : undefined;
  if (url !== undefined && resumeToken !== undefined) return { url, credential: { resumeToken } };
  const request = {
    method: 'POST',
    path: '/v1/tickets',
    headers: JSON_BODY,
    body: '{}',
    reply: ticketSchema,
  } as const;
  const issued = await readJson(api, request, signal);
  tailing.url = issued.url;
  tailing.mayResume = true;
  return { url: issued.url, credential: { ticket: issued.ticket } };
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Resolves, once there is room for more, to whether to go on. */
async function takeStep(tailing: Tailing, step: ReadStep, signal: AbortSignal): Promise<boolean> {
  const { terminal } = tailing.context;
  const note = tailNote(step);
  if (note !== undefined) terminal.note(printable(note));
  if (step.kind === 'refused') throw tailRefusal(tailing.filter, step);
  if (step.kind === 'subscribed') {
    if (!tailing.wasSubscribed) tellBeginning(tailing);
    else if (tailing.failures > 0) terminal.note('Connected again.');
    tailing.wasSubscribed = true;
    tailing.failures = 0;
  }
  return step.kind === 'rows' ? showRows(tailing, step.rows, signal) : true;
}

async function showRows(tailing: Tailing, rows: readonly TailRow[], signal: AbortSignal): Promise<boolean> {
  const { options, context } = tailing;
  for (const row of rows) {
    if (options.after && !isNew(row, options.after)) continue;
    if (options.json) context.terminal.printJson(row.document);
    else context.terminal.print(renderRow(row, options.stream, context.terminal.paint));
    tailing.shown += 1;
    await context.terminal.drained(signal);
    if (tailing.shown === options.limit) return false;
  }
  return true;
}

function isNew({ document }: TailRow, { shown, fromMs }: TailBeginning): boolean {
  if (shown.has(document['event.id'])) return false;
  return fromMs === undefined || timestampMs(String(document['@timestamp'])) >= fromMs;
}

function tellBeginning({ filter, options: { stream, after }, context: { terminal } }: Tailing): void {
  terminal.note(
    `Watching ${stream} from ${after?.cursor ? 'where the search ended' : 'now on'}; Ctrl-C ends.`,
  );
  // What has found something is meant.
  if (!after?.shown.size) for (const line of slipNotes(filter)) terminal.note(line);
}

/** Says why the connection is gone, and how long to wait, ms. @throws CliError when coming back makes no sense */
function waitBefore(tailing: Tailing, end: TailEnd | Lost): number {
  if ('moveInMs' in end) return end.moveInMs;
  tailing.failures += 1;
  const [why, retryAfterMs] =
    'lost' in end ? [end.lost, end.retryAfterMs] : [endReason(tailing, end), undefined];
  const waitMs = backoffMs(tailing.failures, retryAfterMs, BACKOFF);
  tailing.context.terminal.note(`${printable(why)} Connecting again in ${(waitMs / 1_000).toFixed(1)} s.`);
  return waitMs;
}

function endReason(tailing: Tailing, { code }: { readonly code: number }): string {
  const { mayReconnect, meaning } = closeReasonOf(code);
  if (mayReconnect === 'no' || !tailing.wasSubscribed)
    throw new CliError(`watching: the fan-out closed the connection (${code}): ${meaning}`);
  tailing.mayResume = mayReconnect === 'resume';
  return meaning;
}

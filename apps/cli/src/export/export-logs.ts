import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../cli-context.js';
import { backoffMs } from '../client/backoff.js';
import { bodyPieces } from '../client/body-pieces.js';
import type { SearchScope } from '../client/count-logs.js';
import { problemError } from '../client/problem-error.js';
import { callService, readText, type ServiceAddress } from '../client/service-client.js';
import { printable } from '../output/printable.js';
import type { Progress } from '../output/progress-bar.js';
import { isPassing } from '../tail/tail-failure.js';
import { exportIncompleteness } from './export-incompleteness.js';
import { positionAfter } from './position-after.js';
import { createLineJoiner, type WholeLines } from './whole-lines.js';

/** Takes whole lines; resolves once there is room for more. */
export type Sink = (lines: WholeLines) => Promise<void>;

/** An export over all of its requests. */
export interface Exporting {
  readonly api: ServiceAddress;
  readonly scope: SearchScope;
  readonly sink: Sink;
  readonly context: CliContext;
  /** The last line that was written. */
  after: string | undefined;
  written: number;
  /** Requests in a row that brought nothing. */
  failures: number;
  hasBegun: boolean;
  progress: Progress | undefined;
  /** Why logs may be missing, by the first answer. */
  incomplete: string | undefined;
}

const BACKOFF = Object.freeze({ baseMs: 500, capMs: 15_000, random: () => Math.random() });
const MAX_FAILURES = 10;

/**
 * Hands all logs to the sink, over as many requests as it takes.
 *
 * @throws CliError when the api refuses, or does not answer at the start or ten times in a row; whatever the sink throws;
 *   the signal's reason
 */
export async function exportLogs(exporting: Exporting, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await exportOnce(exporting, signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CliError) || !exporting.hasBegun || !isPassing(error)) throw error;
      exporting.failures += 1;
      if (exporting.failures >= MAX_FAILURES) throw error;
      const waitMs = backoffMs(exporting.failures, undefined, BACKOFF);
      const seconds = (waitMs / 1_000).toFixed(1);
      exporting.context.terminal.note(`${printable(error.message)}. Going on in ${seconds} s.`);
      await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** One request, from where the last one ended. Resolves when the answer is whole. */
async function exportOnce(exporting: Exporting, signal: AbortSignal): Promise<void> {
  const { api, scope, context, sink } = exporting;
  const query = { ...scope, after: exporting.after };
  const headers = { accept: 'application/x-ndjson' };
  const request = { path: '/v1/logs/export', query, headers, isLong: true } as const;
  const response = await callService(api, request, signal);
  if (!response.ok) throw problemError(api, response, await readText(api, response, signal));
  if (!exporting.hasBegun) exporting.incomplete = exportIncompleteness(response.headers);
  exporting.hasBegun = true;
  const total = Number(response.headers.get('millrace-total') ?? 0);
  exporting.progress ??= context.startProgress('exporting', exporting.written + total, 'records');
  const joiner = createLineJoiner();
  for await (const piece of bodyPieces(api, response, signal)) {
    const lines = joiner.take(piece);
    if (lines) await takeLines(exporting, lines, sink);
  }
  if (joiner.isWithinLine()) throw new CliError('reading an export: its last line is cut');
}

async function takeLines(exporting: Exporting, lines: WholeLines, sink: Sink): Promise<void> {
  const after = positionAfter(lines.last);
  if (after === undefined)
    throw new CliError('reading an export: a line of it is no log', {
      hint: 'The service may be of another version than this command.',
    });
  await sink(lines);
  exporting.after = after;
  exporting.written += lines.count;
  exporting.failures = 0;
  exporting.progress?.update(exporting.written);
}

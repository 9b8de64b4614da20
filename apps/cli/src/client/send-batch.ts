import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ingestReplySchema, type IngestReply } from '@millrace/schemas';
import type { CliError } from '../cli-error.js';
import { backoffMs, retryAfterMs, type BackoffOptions } from './backoff.js';
import { problemError } from './problem-error.js';
import { callService, readText, unexpectedReply, UnreachableError } from './service-client.js';
import type { ServiceAddress } from './service-client.js';

const compress = promisify(gzip);
const PATH = '/v1/ndjson';

/** Statuses after which the same request may be sent again: its ids make a second delivery harmless. */
const RETRIED = new Set([408, 429, 500, 502, 503, 504]);

/** What sending needs besides the lines. */
export interface SendDeps {
  readonly ingest: ServiceAddress;
  readonly backoff: BackoffOptions;
  /** Attempts of one batch in all; then the command gives up. */
  readonly maxAttempts: number;
  readonly now: () => number;
  /** Told before each wait, with what went wrong. */
  readonly onRetry: (reason: string, waitMs: number) => void;
}

/** Lines of one request and what holds for all of them. */
export interface SendRequest {
  /** Each one JSON object without a line feed. */
  readonly lines: readonly string[];
  /** What the objects are: a log each, or the entries of a file. */
  readonly contentType: string;
  /** Completes stamps, ms since 1970; where it is absent the lines carry whole ones. */
  readonly referenceTimeMs?: number;
  /** Makes a retry harmless where the lines carry no ids. */
  readonly idempotencyKey?: string;
}

/**
 * Sends one batch until ingest has answered for each of its lines, under the same ids every time.
 *
 * @throws CliError when ingest refuses the request for good or the attempts are used up; the signal's reason
 */
export async function sendBatch(
  deps: SendDeps,
  request: SendRequest,
  signal: AbortSignal,
): Promise<IngestReply> {
  const body = new Uint8Array(await compress(`${request.lines.join('\n')}\n`));
  for (let failures = 1; ; failures++) {
    const result = await attempt(deps, { ...request, body }, signal);
    if ('reply' in result) return result.reply;
    if (failures >= deps.maxAttempts) throw result.error;
    const waitMs = backoffMs(failures, result.retryAfterMs, deps.backoff);
    deps.onRetry(result.error.message, waitMs);
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

type Attempt =
  { readonly reply: IngestReply } | { readonly error: CliError; readonly retryAfterMs: number | undefined };

async function attempt(
  deps: SendDeps,
  request: SendRequest & { readonly body: Uint8Array<ArrayBuffer> },
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const response = await callService(
      deps.ingest,
      { method: 'POST', path: PATH, headers: headersOf(request), body: request.body },
      signal,
    );
    const text = await readText(deps.ingest, response, signal);
    if (response.ok) return { reply: replyOf(deps.ingest, text) };
    const error = problemError(deps.ingest, response, text);
    if (!RETRIED.has(response.status)) throw error;
    return { error, retryAfterMs: retryAfterMs(response.headers.get('retry-after'), deps.now()) };
  } catch (error) {
    if (error instanceof UnreachableError) return { error, retryAfterMs: undefined };
    throw error;
  }
}

function headersOf({ contentType, referenceTimeMs, idempotencyKey }: SendRequest): Record<string, string> {
  return {
    'content-type': contentType,
    'content-encoding': 'gzip',
    ...(referenceTimeMs !== undefined && {
      'millrace-reference-time': new Date(referenceTimeMs).toISOString(),
    }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}

function replyOf(ingest: ServiceAddress, text: string): IngestReply {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = ingestReplySchema.safeParse(json);
  if (!parsed.success) throw unexpectedReply(ingest, PATH, parsed.error);
  return parsed.data;
}

import { z } from 'zod';
import { CliError } from '../cli-error.js';
import { problemError } from './problem-error.js';

/** A service as a command reaches it. */
export interface ServiceAddress {
  /** The service's name, for messages. */
  readonly service: 'api' | 'ingest';
  readonly url: string;
  readonly key: string;
}

/** One request. */
export interface ServiceRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** How long the whole answer may take, ms; {@link DEFAULT_DEADLINE_MS} unless given. */
  readonly deadlineMs?: number;
  /** The body may take as long as it likes: the deadline is for its beginning, and whoever reads bounds the pauses. */
  readonly isLong?: true;
}

/** Time for an ordinary answer, ms: a search over many days takes seconds, not minutes. */
const DEFAULT_DEADLINE_MS = 30_000;

/** The service did not answer: it cannot be reached, broke the connection off, or took too long. */
export class UnreachableError extends CliError {}

/**
 * Sends a request and returns the response whatever its status; the body is not read yet.
 *
 * @throws UnreachableError when no answer comes; the signal's reason when the caller aborts
 */
export async function callService(
  address: ServiceAddress,
  request: ServiceRequest,
  signal: AbortSignal,
): Promise<Response> {
  const deadlineMs = request.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const { signal: deadline, begun } = startDeadline(deadlineMs);
  try {
    const response = await fetch(urlOf(address.url, request), {
      method: request.method ?? 'GET',
      headers: { authorization: `Bearer ${address.key}`, accept: 'application/json', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.any([signal, deadline]),
    });
    if (request.isLong) begun();
    return response;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw unreachable(
      address,
      deadline.aborted ? `no answer within ${deadlineMs / 1000} s` : causeOf(error),
      error,
    );
  }
}

/**
 * The JSON answer to a request, checked.
 *
 * @throws UnreachableError; RefusedError with the problem document for a status of 400 and above; CliError when the answer has
 *   another shape than this version expects
 */
export async function readJson<T>(
  address: ServiceAddress,
  request: ServiceRequest & { readonly reply: z.ZodType<T> },
  signal: AbortSignal,
): Promise<T> {
  const response = await callService(address, request, signal);
  const text = await readText(address, response, signal);
  if (!response.ok) throw problemError(address, response, text);
  const parsed = request.reply.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw unexpectedReply(address, request.path, parsed.error);
}

/** The body of a response as text. @throws UnreachableError when the connection breaks */
export async function readText(
  address: ServiceAddress,
  response: Response,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw unreachable(address, `the answer broke off: ${causeOf(error)}`, error);
  }
}

/** An answer of a shape this version does not know. */
export function unexpectedReply(address: ServiceAddress, path: string, error: z.ZodError): CliError {
  return new CliError(`reading the answer of ${address.service} to ${path}: ${z.prettifyError(error)}`, {
    hint: 'The service may be of another version than this command.',
  });
}

/** `begun` ends the deadline; a process does not wait for one. */
function startDeadline(ms: number): { readonly signal: AbortSignal; readonly begun: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms / 1000} s`)), ms).unref();
  return { signal: controller.signal, begun: () => clearTimeout(timer) };
}

function urlOf(base: string, request: ServiceRequest): URL {
  const url = new URL(base.replace(/\/$/, '') + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(address: ServiceAddress, reason: string, cause: unknown): UnreachableError {
  return new UnreachableError(`reaching ${address.service} at ${address.url}: ${reason}`, {
    hint: 'Is Millrace running? Start it with npm start.',
    cause,
  });
}

/** fetch says only "fetch failed"; what happened is in its cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'it does not speak TLS: http:// may be meant';
  return cause.message || code || cause.name;
}

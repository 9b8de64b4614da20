import { errors } from '@elastic/elasticsearch';
import { indicesOf } from './search-reply.js';

/** The cluster did not answer, or answered that it cannot now (429, 502, 503, 504). Trying again may help. */
export class ElasticsearchUnavailableError extends Error {
  override readonly name = 'ElasticsearchUnavailableError';
  /** Indices none of whose shards answered, as far as the answer says. */
  readonly failedIndices: readonly string[];
  constructor(
    action: string,
    readonly status: number | undefined,
    cause: unknown,
  ) {
    super(`${action}: ${describe(cause)}`, { cause });
    this.failedIndices = cause instanceof errors.ResponseError ? failedIndicesOf(cause.body) : [];
  }
}

/** The cluster answered and refused. The same request will be refused again until somebody changes something. */
export class ElasticsearchRefusedError extends Error {
  override readonly name = 'ElasticsearchRefusedError';
  /** Elasticsearch's `error.type`, for example `index_not_found_exception`. */
  readonly type: string;
  readonly reason: string;
  constructor(
    action: string,
    readonly status: number,
    error: { readonly type: string; readonly reason: string },
  ) {
    super(`${action}: ${status} ${error.type}: ${error.reason}`);
    this.type = error.type;
    this.reason = error.reason;
  }
}

/** The answer was larger than the caller takes; a request for less may succeed. */
export class ElasticsearchReplyTooLargeError extends Error {
  override readonly name = 'ElasticsearchReplyTooLargeError';
  constructor(action: string, cause: unknown) {
    super(`${action}: ${describe(cause)}`, { cause });
  }
}

/** Statuses that say "not now" rather than "no". */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Runs one call of the SDK and turns its errors into those above; an aborted call rejects with the signal's reason.
 * `action` says in gerund form what was being done.
 */
export async function callElasticsearch<T>(
  action: string,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw translated(action, error);
  }
}

/** `error.type` and reason of an error reply's parsed body, as far as it has them. */
export function errorOfBody(body: unknown): { readonly type: string; readonly reason: string } {
  const error = (body as { error?: unknown } | null | undefined)?.error;
  if (typeof error === 'string') return { type: 'unknown', reason: error };
  const { type, reason } = (error ?? {}) as { type?: unknown; reason?: unknown };
  return {
    type: typeof type === 'string' ? type : 'unknown',
    reason: typeof reason === 'string' ? reason : '',
  };
}

function failedIndicesOf(body: unknown): readonly string[] {
  const failed = (body as { error?: { failed_shards?: unknown } } | null | undefined)?.error?.failed_shards;
  return Array.isArray(failed) ? indicesOf(failed as readonly { readonly index?: string }[]) : [];
}

function translated(action: string, error: unknown): Error {
  if (error instanceof errors.ResponseError) {
    const status = error.statusCode ?? 0;
    if (TRANSIENT_STATUSES.has(status)) return new ElasticsearchUnavailableError(action, status, error);
    return new ElasticsearchRefusedError(action, status, errorOfBody(error.body));
  }
  // The signal did not abort it, so the SDK did: at the bound of the answer.
  if (error instanceof errors.RequestAbortedError) return new ElasticsearchReplyTooLargeError(action, error);
  if (error instanceof errors.ElasticsearchClientError) {
    return new ElasticsearchUnavailableError(action, undefined, error);
  }
  return error instanceof Error ? error : new Error(`${action}: ${String(error)}`);
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

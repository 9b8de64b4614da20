import { PROBLEMS } from '@millrace/schemas';
import type { ProblemCode } from '@millrace/schemas';
import type { HttpReply } from './http-route.js';

/** More members of a problem document, and headers of its reply. */
export interface ProblemExtra {
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Media type of problem documents. */
export const PROBLEM_TYPE = 'application/problem+json';

/**
 * An RFC 9457 problem document: `type`, `title`, `status`, `detail` and the stable `code` that clients branch on.
 * `detail` is one sentence for a person; it must not quote secrets.
 */
export function problem(code: ProblemCode, detail: string, extra: ProblemExtra = {}): HttpReply {
  const { status, title } = PROBLEMS[code];
  return {
    status,
    headers: { 'content-type': PROBLEM_TYPE, ...extra.headers },
    body: { type: `urn:millrace:problem:${code}`, title, status, code, detail, ...extra.members },
  };
}

/** Thrown where a request cannot go on; becomes the problem document of its code. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(detail);
  }

  /** The answer. */
  reply(): HttpReply {
    return problem(this.code, this.message, this.extra);
  }
}

/** 429 with `Retry-After`, in whole seconds, at least one. */
export function tooBusy(detail: string, retryAfterMs: number): ProblemError {
  return new ProblemError('too-busy', detail, { headers: retryAfter(retryAfterMs) });
}

/** 503 with `Retry-After`: a server this needs does not answer. */
export function unavailable(detail: string, retryAfterMs = 1_000): ProblemError {
  return new ProblemError('unavailable', detail, { headers: retryAfter(retryAfterMs) });
}

function retryAfter(ms: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1_000))) };
}

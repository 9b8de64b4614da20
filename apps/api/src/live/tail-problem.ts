import { ProblemError, tooBusy } from '@millrace/http';
import { CLOSE, closeReasonOf } from '@millrace/schemas';
import type { TailStepOf } from '@millrace/tail-client';

const RETRY_AFTER_MS = 5_000;

/** The problem to tell when the fan-out does not take a subscription as it is. */
export function refusalProblem({ code, text }: TailStepOf<'refused'>): ProblemError {
  const detail = `The fan-out refuses it: ${text}`;
  if (code === 'invalid-filter') return new ProblemError('invalid-query', detail);
  if (code === 'too-many-filters') return tooBusy(detail, RETRY_AFTER_MS);
  if (code === 'cursor-of-another-filter')
    return new ProblemError('invalid-request', 'last-event-id: it belongs to a stream of another query.');
  return new ProblemError('invalid-request', detail);
}

/** Throws when it makes no sense to come back after this close code; otherwise gives what it means. */
export function meaningOfClose(code: number): string {
  const { meaning, mayReconnect } = closeReasonOf(code);
  if (code === CLOSE.keyRevoked.code) throw new ProblemError('invalid-key', meaning);
  if (code === CLOSE.missingScope.code) throw new ProblemError('missing-scope', meaning);
  if (mayReconnect === 'no') throw new Error(`following a tail: closed with ${code}: ${meaning}`);
  return meaning;
}

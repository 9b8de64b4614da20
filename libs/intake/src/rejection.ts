import type { DeadLetterCode } from '@millrace/schemas';

/** Why a log cannot become a canonical document as it is. A value, never thrown. */
export interface Rejection {
  readonly ok: false;
  readonly outcome: 'dead-lettered';
  readonly code: DeadLetterCode;
  /** One line for a person; quotes no more of the log than a redactor has seen. */
  readonly reason: string;
}

/** Builds a {@link Rejection}. */
export function reject(code: DeadLetterCode, reason: string): Rejection {
  return { ok: false, outcome: 'dead-lettered', code, reason };
}

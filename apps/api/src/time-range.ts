import { z } from 'zod';
import { ProblemError } from '@millrace/http';

const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** A query parameter that is an instant in UTC, to the nanosecond. */
export const instant = z
  .string()
  .regex(FORM, { error: 'a time in UTC like 2026-11-21T12:00:00Z', abort: true })
  .refine(exists, 'a time that exists');

/** `Date.parse` takes 30 February for 2 March. */
function exists(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10));
}

/** A range with its ends exchanged finds nothing and says nothing: throws the problem `invalid-request`. */
export function requireOrder(from: string | undefined, to: string | undefined): void {
  if (from === undefined || to === undefined || Date.parse(from) <= Date.parse(to)) return;
  throw new ProblemError('invalid-request', `from: given ${from}, expected a time not after to, ${to}`);
}

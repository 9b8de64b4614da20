import { z } from 'zod';
import { comparableStamp } from '@millrace/filter';
import { ProblemError } from '@millrace/http';

const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** Whole days that an index of nanoseconds holds; Elasticsearch refuses a search that names others. */
const DAYS = { first: '1970-01-01', last: '2262-04-10' };

/** A query parameter that is an instant in UTC, to the nanosecond, on a day that an index can hold. */
export const instant = z
  .string()
  .regex(FORM, { error: 'a time in UTC like 2026-11-21T12:00:00Z', abort: true })
  .refine(exists, { error: 'a time that exists', abort: true })
  .refine(isIndexable, `a time from ${DAYS.first} to ${DAYS.last}`);

/** `Date.parse` takes 30 February for 2 March. */
function exists(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10));
}

function isIndexable(text: string): boolean {
  const day = text.slice(0, 10);
  return day >= DAYS.first && day <= DAYS.last;
}

/** A range with its ends exchanged finds nothing and says nothing: throws the problem `invalid-request`. */
export function requireOrder(from: string | undefined, to: string | undefined): void {
  if (from === undefined || to === undefined || comparableStamp(from) <= comparableStamp(to)) return;
  throw new ProblemError('invalid-request', `from: given ${from}, expected a time not after to, ${to}`);
}

import { severityOf } from '@millrace/schemas';

const MAX_SEVERITY = 24;
/** Whole days that an index of nanoseconds holds; it refuses a query that names others. */
const DAYS = { first: '1970-01-01', last: '2262-04-10' };
const DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Lower case in every document, whatever the sender wrote. */
const LOWER_CASE_FIELDS: ReadonlySet<string> = new Set(['log.level', 'trace.id', 'span.id']);

/** Whether a value is written as a number. */
export function isNumber(value: string): boolean {
  return NUMBER.test(value);
}

/** The number a value stands for in a field; levels stand for severities. */
export function numberOf(field: string, value: string): number | undefined {
  const number = isNumber(value) ? plainNumber(value) : undefined;
  if (field !== 'severity') return Number.isFinite(number) ? number : undefined;
  const severity = number ?? (severityOf(value) || Number.NaN);
  return severity >= 0 && severity <= MAX_SEVERITY ? severity : undefined;
}

/** The number that a value is written as. There is but one zero: documents have no other, and JSON has no -0. */
export function plainNumber(value: string): number {
  return Number(value) + 0;
}

/** What a field of numbers takes, for a message. */
export function numberExpected(field: string): string {
  return field === 'severity' ? 'a number from 0 to 24 or a level such as warn' : 'a number';
}

/** Whether a value is a day or a time in UTC that exists and that an index can hold. */
export function isDate(value: string): boolean {
  const day = DATE.exec(value)?.[1] ?? '';
  if (day < DAYS.first || day > DAYS.last || Number.isNaN(Date.parse(value))) return false;
  // The 31st of a short month and 24:00 are read as the day after.
  return new Date(value).toISOString().startsWith(day);
}

/** What a field of times takes, for a message. */
export const DATE_EXPECTED = 'a time like 2026-11-21T12:00:00Z, from 1970 to 2262';

/** A value as documents have it in a field. */
export function normalised(field: string, value: string): string {
  return LOWER_CASE_FIELDS.has(field) ? value.toLowerCase() : value;
}

import { severityOf } from '@millrace/schemas';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Lower case in every document, whatever the sender wrote. */
const LOWER_CASE_FIELDS: ReadonlySet<string> = new Set(['log.level', 'trace.id', 'span.id']);

/** Whether a value is written as a number. */
export function isNumber(value: string): boolean {
  return NUMBER.test(value);
}

/** The number a value stands for in a field; levels stand for severities. */
export function numberOf(field: string, value: string): number | undefined {
  if (isNumber(value)) return Number.isFinite(Number(value)) ? Number(value) : undefined;
  const severity = field === 'severity' ? severityOf(value) : 0;
  return severity === 0 ? undefined : severity;
}

/** What a field of numbers takes, for a message. */
export function numberExpected(field: string): string {
  return field === 'severity' ? 'a number from 0 to 24 or a level such as warn' : 'a number';
}

/** Whether a value is a day or a time in UTC. */
export function isDate(value: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z)?$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** A value as documents have it in a field. */
export function normalised(field: string, value: string): string {
  return LOWER_CASE_FIELDS.has(field) ? value.toLowerCase() : value;
}

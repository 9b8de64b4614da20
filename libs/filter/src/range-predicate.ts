import { comparableStamp, dateBounds, wholeDates } from './date-bounds.js';
import { fieldKind } from './field-kind.js';
import type { Predicate } from './predicate.js';
import type { RangeBounds, RangeOperator } from './query-node.js';
import { valueReader } from './value-reader.js';

type Order = (value: string | number) => number;

const HOLDS: Readonly<Record<RangeOperator, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

/** Whether any one value of a field lies within all bounds. */
export function rangePredicate(field: string, bounds: RangeBounds): Predicate {
  if (fieldKind(field) === 'date') return dateRange(field, bounds);
  const tests = Object.entries(bounds).map(([operator, bound]) => {
    const order = orderAgainst(bound);
    const holds = HOLDS[operator as RangeOperator];
    return (value: string | number) => holds(order(value));
  });
  const valuesOf = valueReader(field);
  return (document) => valuesOf(document).some((value) => tests.every((test) => test(value)));
}

/** Whether a time is one of those that a day, minute or instant names. */
export function datePredicate(field: string, value: string): Predicate {
  const { first, last } = dateBounds(value);
  return stampPredicate(field, (stamp) => stamp >= first && stamp <= last);
}

/** Whole stamps compare as strings. */
function dateRange(field: string, bounds: RangeBounds): Predicate {
  const tests = Object.entries(wholeDates(bounds)).map(([operator, bound]) => {
    const edge = String(bound);
    const holds = HOLDS[operator as RangeOperator];
    return (stamp: string) => holds(stamp < edge ? -1 : Number(stamp > edge));
  });
  return stampPredicate(field, (stamp) => tests.every((test) => test(stamp)));
}

function stampPredicate(field: string, test: (stamp: string) => boolean): Predicate {
  return (document) => {
    const stamp = document[field];
    return typeof stamp === 'string' && test(comparableStamp(stamp));
  };
}

/** NaN, which is on no side of anything, for values of another type than the bound. */
function orderAgainst(bound: string | number): Order {
  if (typeof bound === 'number') return (value) => (typeof value === 'number' ? value - bound : Number.NaN);
  const bytes = Buffer.from(bound);
  return (value) => (typeof value === 'string' ? compareBytes(value, bytes) : Number.NaN);
}

/** The order of keywords in an index is that of their UTF-8 bytes, which differs from UTF-16's beyond U+D7FF. */
function compareBytes(value: string, bound: Buffer): number {
  return Buffer.compare(Buffer.from(value), bound);
}

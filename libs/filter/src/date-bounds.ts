import type { RangeBounds, RangeOperator } from './query-node.js';

const PARTS = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z)?$/;

/**
 * The first and the last instant that a day or time names, as canonical timestamps: `2026-11-21` is a whole day,
 * `2026-11-21T12:00Z` a minute. Elasticsearch completes what is left out in the same way, downwards or upwards.
 */
export function dateBounds(value: string): { readonly first: string; readonly last: string } {
  const [, day = '', minute, second, fraction] = PARTS.exec(value) ?? [];
  const complete = (rest: { readonly minute: string; readonly second: string; readonly fraction: string }) =>
    `${day}T${minute ?? rest.minute}:${second ?? rest.second}.${fraction?.padEnd(9, '0') ?? rest.fraction}Z`;
  return {
    first: complete({ minute: '00:00', second: '00', fraction: '000000000' }),
    last: complete({ minute: '23:59', second: '59', fraction: '999999999' }),
  };
}

/** Bounds of times, each whole: `gt` is after the last instant that is named, `lt` before the first. */
export function wholeDates(bounds: RangeBounds): RangeBounds {
  return Object.fromEntries(
    Object.entries(bounds).map(([operator, bound]) => {
      const { first, last } = dateBounds(String(bound));
      return [operator, operator === 'gt' || operator === 'lte' ? last : first];
    }),
  );
}

/**
 * Whole bounds for a field that the index keeps in milliseconds and to which it cuts every bound: behind a cut bound
 * begins what `gte` the finer one asks for, and up to it goes what is `lt` that.
 */
export function wholeMilliseconds(whole: RangeBounds): RangeBounds {
  return Object.fromEntries(
    Object.entries(whole).map(([operator, bound]) => {
      const stamp = String(bound);
      const isFiner = !stamp.endsWith('000000Z');
      const cut = `${stamp.slice(0, -'000000Z'.length)}Z`;
      return [isFiner ? (AROUND_CUT[operator] ?? operator) : operator, cut];
    }),
  );
}

const AROUND_CUT: Readonly<Record<string, RangeOperator>> = { gte: 'gt', lt: 'lte' };

/** A time in UTC with nine fraction digits as logs bear it, so that stamps compare as strings. */
export function comparableStamp(stamp: string): string {
  const [seconds = '', fraction = ''] = stamp.replace(/Z$/, '').split('.', 2);
  return `${seconds}.${fraction.padEnd(9, '0')}Z`;
}

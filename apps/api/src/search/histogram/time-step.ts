import { z } from 'zod';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A width of buckets over time, in UTC. Steps up to a day have one length; the longer ones follow the calendar. */
export interface TimeStep {
  /** `5m`, `1M`; as it stands in parameters and answers. */
  readonly name: string;
  /** Its length; of a calendar step the shortest it can have. */
  readonly ms: number;
  /** How Elasticsearch spells it. */
  readonly dsl: { readonly fixed_interval: string } | { readonly calendar_interval: string };
  /** Start of the bucket that a time (ms since 1970) is in. */
  startOf(ms: number): number;
  /** Start of the bucket after the one that starts at `start`. */
  after(start: number): number;
}

function fixed(amount: number, unit: 'ms' | 's' | 'm' | 'h' | 'd', unitMs: number): TimeStep {
  const name = `${amount}${unit}`;
  const ms = amount * unitMs;
  return {
    name,
    ms,
    dsl: { fixed_interval: name },
    startOf: (at) => Math.floor(at / ms) * ms,
    after: (start) => start + ms,
  };
}

/** Monday. 1970 began on a Thursday. */
const WEEK_OFFSET = 4 * DAY;
const WEEK: TimeStep = {
  name: '1w',
  ms: 7 * DAY,
  dsl: { calendar_interval: 'week' },
  startOf: (at) => Math.floor((at - WEEK_OFFSET) / (7 * DAY)) * 7 * DAY + WEEK_OFFSET,
  after: (start) => start + 7 * DAY,
};

/** Steps of whole months that divide a year. */
function months(name: string, count: number, unit: string): TimeStep {
  const month = (at: number, more: number) => {
    const date = new Date(at);
    return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / count) * count + more);
  };
  return {
    name,
    ms: count * 28 * DAY,
    dsl: { calendar_interval: unit },
    startOf: (at) => month(at, 0),
    after: (start) => month(start, count),
  };
}

/** The ladder: every step a histogram can have, shortest first, each a round part of time. */
export const TIME_STEPS: readonly TimeStep[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((amount) => fixed(amount, 'ms', 1)),
  ...[1, 2, 5, 10, 15, 30].map((amount) => fixed(amount, 's', SECOND)),
  ...[1, 2, 5, 10, 15, 30].map((amount) => fixed(amount, 'm', MINUTE)),
  ...[1, 2, 3, 6, 12].map((amount) => fixed(amount, 'h', HOUR)),
  fixed(1, 'd', DAY),
  WEEK,
  months('1M', 1, 'month'),
  months('3M', 3, 'quarter'),
  months('1y', 12, 'year'),
];

/** A query parameter that names a step of the ladder. */
export const timeStepName = z.enum(TIME_STEPS.map(({ name }) => name));

/** Starts of the buckets that cover `[fromMs, toMs)`, at most `most`; undefined when there are more. */
export function bucketStarts(
  step: TimeStep,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  most: number,
): readonly number[] | undefined {
  const starts: number[] = [];
  for (let start = step.startOf(fromMs); start < toMs; start = step.after(start)) {
    if (starts.push(start) > most) return undefined;
  }
  return starts;
}

/** The shortest step that covers `[fromMs, toMs)` in at most `most` buckets; the longest when even that has more. */
export function stepFor(range: { readonly fromMs: number; readonly toMs: number }, most: number): TimeStep {
  const width = range.toMs - range.fromMs;
  const fitting = TIME_STEPS.find(
    (step) => width / step.ms <= most * 1.2 && bucketStarts(step, range, most) !== undefined,
  );
  return fitting ?? months('1y', 12, 'year');
}

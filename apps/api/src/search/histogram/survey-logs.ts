import { z } from 'zod';
import type { LogInquiry } from '../log-inquiry.js';
import type { LogScope } from '../log-scope.js';
import { readAggregations } from '../read-aggregations.js';

/** What is known of the logs of a scope before they are looked at in detail. */
export interface LogSurvey {
  readonly documents: number;
  /** Whether some stand for more than one log (`event.sample_weight`). */
  readonly weighted: boolean;
  /** The range of event time asked for, open ends filled by what was found, ms since 1970; undefined when empty. */
  readonly range: MsRange | undefined;
  /** The commonest values of the field asked for, commonest first. */
  readonly top: readonly (string | number)[];
}

/** Event time in ms since 1970, from inclusive, to exclusive. */
export interface MsRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A field whose commonest values are wanted, and how many. */
export interface WantedTop {
  readonly field: string;
  readonly size: number;
}

const WEIGHTED = z.object({ doc_count: z.number() });
const BOUND = z.object({ value: z.number().nullable() });
const TOP = z.object({ buckets: z.array(z.object({ key: z.union([z.string(), z.number()]) })) });

/** Counts the logs of a scope and finds where they lie; fails as an inquiry does. */
export async function surveyLogs(
  inquiry: LogInquiry,
  scope: Pick<LogScope, 'from' | 'to'>,
  top?: WantedTop,
): Promise<LogSurvey> {
  const isOpen = { oldest: scope.from === undefined, newest: scope.to === undefined };
  const aggs = {
    weighted: { filter: { exists: { field: 'event.sample_weight' } } },
    ...(isOpen.oldest && { oldest: { min: { field: '@timestamp' } } }),
    ...(isOpen.newest && { newest: { max: { field: '@timestamp' } } }),
    ...(top && { top: { terms: top } }),
  };
  const schema = z.object({
    weighted: WEIGHTED,
    oldest: isOpen.oldest ? BOUND : BOUND.optional(),
    newest: isOpen.newest ? BOUND : BOUND.optional(),
    top: top ? TOP : TOP.optional(),
  });
  const reply = await inquiry.ask({ body: { size: 0, track_total_hits: true, aggs } });
  const found = readAggregations(reply, schema);
  if (reply.total === undefined) throw new Error('understanding an answer of Elasticsearch: it has no total');
  return {
    documents: reply.total.value,
    weighted: (found?.weighted.doc_count ?? 0) > 0,
    range: rangeOf(scope, found?.oldest?.value ?? undefined, found?.newest?.value ?? undefined),
    top: found?.top?.buckets.map(({ key }) => key) ?? [],
  };
}

function rangeOf(
  { from, to }: Pick<LogScope, 'from' | 'to'>,
  oldest: number | undefined,
  newest: number | undefined,
): MsRange | undefined {
  const fromMs = from === undefined ? floor(oldest) : Date.parse(from);
  const toMs = to === undefined ? after(newest) : endMs(to);
  return fromMs === undefined || toMs === undefined || fromMs >= toMs ? undefined : { fromMs, toMs };
}

function floor(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms);
}

function after(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms) + 1;
}

/** The first whole millisecond that is not before an exclusive end. */
function endMs(to: string): number {
  return /\.\d{3}0*[1-9]/.test(to) ? Date.parse(to) + 1 : Date.parse(to);
}

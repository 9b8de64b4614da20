import { z } from 'zod';
import type { LogInquiry } from '../log-inquiry.js';
import type { LogScope } from '../log-scope.js';

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

const aggregationsSchema = z.object({
  weighted: z.object({ doc_count: z.number() }),
  oldest: z.object({ value: z.number().nullable() }).optional(),
  newest: z.object({ value: z.number().nullable() }).optional(),
  top: z.object({ buckets: z.array(z.object({ key: z.union([z.string(), z.number()]) })) }).optional(),
});

/** Counts the logs of a scope and finds where they lie; fails as an inquiry does. */
export async function surveyLogs(
  inquiry: LogInquiry,
  scope: Pick<LogScope, 'from' | 'to'>,
  top?: WantedTop,
): Promise<LogSurvey> {
  const aggs = {
    weighted: { filter: { exists: { field: 'event.sample_weight' } } },
    ...(scope.from === undefined && { oldest: { min: { field: '@timestamp' } } }),
    ...(scope.to === undefined && { newest: { max: { field: '@timestamp' } } }),
    ...(top && { top: { terms: top } }),
  };
  const reply = await inquiry.ask({ body: { size: 0, track_total_hits: true, aggs } });
  const found = aggregationsSchema.safeParse(reply.aggregations ?? {}).data;
  return {
    documents: reply.total?.value ?? 0,
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

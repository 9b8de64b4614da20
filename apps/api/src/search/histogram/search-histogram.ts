import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import { groupedField, levelGroups, valueGroups } from './histogram-groups.js';
import type { HistogramGroup } from './histogram-groups.js';
import type { InquiryMembers, LogInquiry } from '../log-inquiry.js';
import type { LogScope } from '../log-scope.js';
import { readAggregations } from '../read-aggregations.js';
import type { TermCost } from '../cost/query-cost.js';
import { surveyLogs } from './survey-logs.js';
import type { LogSurvey, MsRange } from './survey-logs.js';
import { bucketStarts, stepFor, TIME_STEPS } from './time-step.js';
import type { TimeStep } from './time-step.js';

/** Buckets an answer may have at most, whatever was asked. */
export const MAX_BUCKETS = 500;

/** What it costs to find the commonest values of a field: all its values are numbered in each index. */
export function groupingCost(field: string): TermCost {
  return { term: `by=${field}`, weight: 20, why: 'every value of the field is counted' };
}

/** What a histogram is asked for. */
export interface HistogramQuery {
  readonly scope: LogScope;
  /** `level`, or the name of a field. */
  readonly by: string;
  /** Values of a field that become groups. */
  readonly top: number;
  /** Buckets at most, where the interval is not given. */
  readonly buckets: number;
  readonly interval?: string;
}

/** Logs over time, by group. Counts are in the order of the groups. */
export interface LogHistogram extends InquiryMembers {
  readonly from: string | null;
  readonly to: string | null;
  readonly interval: string | null;
  readonly by: string;
  readonly groups: readonly string[];
  readonly buckets: readonly HistogramBucket[];
  readonly total: number;
  readonly documents: number;
  readonly estimated: boolean;
}

/** One bucket; `other` has a value that is no group, `none` has no value. */
export interface HistogramBucket {
  readonly start: string;
  readonly count: number;
  readonly counts: readonly number[];
  readonly other: number;
  readonly none: number;
}

interface Counted {
  readonly doc_count: number;
  readonly weight?: { readonly value: number } | undefined;
}

interface FoundBucket extends Counted {
  readonly groups: { readonly buckets: Readonly<Record<string, Counted>> };
}

/** Counts logs over time; fails as an inquiry does, and throws `invalid-request` where the interval is too short. */
export async function searchHistogram(query: HistogramQuery, inquiry: LogInquiry): Promise<LogHistogram> {
  const byLevel = query.by === 'level';
  const field = byLevel ? 'severity' : groupedField(query.by);
  const survey = await surveyLogs(inquiry, query.scope, byLevel ? undefined : { field, size: query.top });
  const base = { by: query.by, documents: survey.documents, estimated: survey.weighted };
  if (survey.range === undefined) {
    const nothing = { interval: null, groups: [], buckets: [], total: 0 };
    const { from = null, to = null } = query.scope;
    return { ...base, from, to, ...nothing, ...inquiry.members() };
  }
  const groups = byLevel ? levelGroups() : valueGroups(field, survey.top);
  const { step, starts } = chosenStep(query, survey.range);
  const found = await countOverTime(inquiry, { step, field, groups, survey });
  const buckets = starts.map((start) => bucketAt(start, groups, found.get(start)));
  return {
    ...base,
    from: query.scope.from ?? new Date(survey.range.fromMs).toISOString(),
    to: query.scope.to ?? new Date(survey.range.toMs).toISOString(),
    interval: step.name,
    groups: groups.map(({ value }) => value),
    buckets,
    total: buckets.reduce((sum, { count }) => sum + count, 0),
    ...inquiry.members(),
  };
}

function chosenStep({ interval, buckets }: HistogramQuery, range: MsRange) {
  const given = TIME_STEPS.find(({ name }) => name === interval);
  const step = given ?? stepFor(range, buckets);
  const starts = bucketStarts(step, range, MAX_BUCKETS);
  if (starts !== undefined) return { step, starts };
  const shortest = stepFor(range, MAX_BUCKETS).name;
  throw new ProblemError(
    'invalid-request',
    `interval: given ${step.name}, expected ${shortest} or longer, for at most ${MAX_BUCKETS} buckets in this range`,
  );
}

interface Counting {
  readonly step: TimeStep;
  readonly field: string;
  readonly groups: readonly HistogramGroup[];
  readonly survey: LogSurvey;
}

async function countOverTime(
  inquiry: LogInquiry,
  { step, field, groups, survey }: Counting,
): Promise<ReadonlyMap<number, FoundBucket>> {
  const filters = Object.fromEntries(groups.map(({ clause }, n) => [`g${n}`, clause]));
  const none = { bool: { must_not: [{ exists: { field } }] } };
  // Only where there are such documents: summing costs more than counting.
  const weighing = survey.weighted && {
    aggs: { weight: { sum: { field: 'event.sample_weight', missing: 1 } } },
  };
  const grouped = { filters: { filters: { ...filters, none }, other_bucket_key: 'other' }, ...weighing };
  const over_time = {
    date_histogram: { field: '@timestamp', ...step.dsl, min_doc_count: 1 },
    aggs: { groups: grouped, ...(weighing && weighing.aggs) },
  };
  const reply = await inquiry.ask({ body: { size: 0, track_total_hits: false, aggs: { over_time } } });
  const schema = overTimeSchema(['other', 'none', ...Object.keys(filters)], survey.weighted);
  const found = readAggregations(reply, schema)?.over_time.buckets ?? [];
  return new Map(found.map((bucket) => [bucket.key, bucket]));
}

/** Buckets that have each of these groups. */
function overTimeSchema(groups: readonly string[], weighted: boolean) {
  const weight = z.object({ value: z.number() });
  const counted = z.object({ doc_count: z.number(), weight: weighted ? weight : weight.optional() });
  const buckets = z.object(Object.fromEntries(groups.map((name) => [name, counted])));
  const bucket = counted.extend({ key: z.number(), groups: z.object({ buckets }) });
  return z.object({ over_time: z.object({ buckets: z.array(bucket) }) });
}

function bucketAt(
  start: number,
  groups: readonly HistogramGroup[],
  found: FoundBucket | undefined,
): HistogramBucket {
  const of = (key: string) => logsIn(found?.groups.buckets[key]);
  return {
    start: new Date(start).toISOString(),
    count: logsIn(found),
    counts: groups.map((_, n) => of(`g${n}`)),
    other: of('other'),
    none: of('none'),
  };
}

/** Logs that documents stand for: as many, or the sum of their weights. */
function logsIn(found: Counted | undefined): number {
  return Math.round(found?.weight?.value ?? found?.doc_count ?? 0);
}

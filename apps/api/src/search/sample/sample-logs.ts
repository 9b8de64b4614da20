import { z } from 'zod';
import type { SearchHit } from '@millrace/elasticsearch';
import { allot } from './allot.js';
import type { LogInquiry } from '../log-inquiry.js';
import type { LogScope } from '../log-scope.js';
import { readAggregations } from '../read-aggregations.js';
import { surveyLogs } from '../histogram/survey-logs.js';
import type { MsRange } from '../histogram/survey-logs.js';
import { stepFor } from '../histogram/time-step.js';

/** Documents of one request: 16 MiB of messages of 64 KiB, 64 MiB of documents of 256 KiB are the most held at a time. */
const PAGE = 250;

/** A sample that is wanted. */
export interface SampleQuery {
  readonly scope: LogScope;
  /** Documents at most. */
  readonly documents: number;
  /** What of the documents is needed, as Elasticsearch spells it; all when absent. */
  readonly source?: readonly string[];
}

/** What a sample was taken of. */
export interface LogSample {
  readonly documents: number;
  /** Documents of the scope. */
  readonly of: number;
  readonly share: number;
}

/** The member of an answer that says what it was made from. */
export const sampleSchema = z
  .object({
    documents: z.int().min(0).describe('Documents that were looked at.'),
    of: z.int().min(0).describe('Documents that match.'),
    share: z.number().min(0).max(1).describe('1: all were looked at.'),
  })
  .describe('Spread over the range as the matching documents are; the newest of each part of it.');

/** Called with each document of a sample, and how many of the scope it stands for. */
type Visit = (hit: SearchHit, weight: number) => void;

/**
 * Shows `visit` a sample of the logs of a scope, the same one each time: the range is cut into parts, and of each the
 * newest documents are taken, as many as the part's share of all. Holds one page at a time. Fails as an inquiry does.
 */
export async function sampleLogs(query: SampleQuery, inquiry: LogInquiry, visit: Visit): Promise<LogSample> {
  const { documents: of, range } = await surveyLogs(inquiry, query.scope);
  const parts =
    of <= query.documents || range === undefined
      ? [{ count: of, clauses: [] }]
      : await partsOf(range, Math.ceil(query.documents / PAGE), inquiry);
  const shares = allot(
    parts.map(({ count }) => count),
    query.documents,
  );
  let documents = 0;
  for (const [n, { count, clauses }] of parts.entries()) {
    const wanted = shares[n] ?? 0;
    const pages = pagesOf({ wanted, clauses, source: query.source }, inquiry);
    for await (const hits of pages) {
      documents += hits.length;
      for (const hit of hits) visit(hit, count / wanted);
    }
  }
  return { documents, of, share: of === 0 ? 1 : Math.min(1, documents / of) };
}

interface Part {
  readonly count: number;
  readonly clauses: readonly Readonly<Record<string, unknown>>[];
}

const partsSchema = z.object({
  parts: z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })) }),
});

async function partsOf(range: MsRange, most: number, inquiry: LogInquiry): Promise<readonly Part[]> {
  const step = stepFor(range, most);
  const parts = { date_histogram: { field: '@timestamp', ...step.dsl, min_doc_count: 1 } };
  const reply = await inquiry.ask({ body: { size: 0, track_total_hits: false, aggs: { parts } } });
  const found = readAggregations(reply, partsSchema)?.parts.buckets ?? [];
  return found.map(({ key, doc_count: count }) => {
    const bounds = { gte: new Date(key).toISOString(), lt: new Date(step.after(key)).toISOString() };
    return { count, clauses: [{ range: { '@timestamp': bounds } }] };
  });
}

const NEWEST_FIRST = [
  { '@timestamp': { order: 'desc', format: 'strict_date_optional_time_nanos', numeric_type: 'date_nanos' } },
  { 'event.id': 'desc' },
];

async function* pagesOf(
  { wanted, clauses, source }: Pick<Part, 'clauses'> & { wanted: number; source: SampleQuery['source'] },
  inquiry: LogInquiry,
): AsyncGenerator<readonly SearchHit[]> {
  let left = wanted;
  let after: readonly unknown[] | undefined;
  while (left > 0 && !inquiry.isLate()) {
    const size = Math.min(PAGE, left);
    const place = { sort: NEWEST_FIRST, ...(after && { search_after: after }) };
    const body = { size, track_total_hits: false, ...place, ...(source && { _source: source }) };
    const { hits } = await inquiry.ask({ also: clauses, body });
    yield hits;
    after = hits.at(-1)?.sort;
    left = hits.length < size ? 0 : left - size;
  }
}

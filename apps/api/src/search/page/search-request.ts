import { queryDsl } from '@millrace/filter';
import { logsIndexPattern } from '@millrace/schemas';
import type { LogQuery } from '../log-query.js';
import type { PageStart } from './search-page.js';

const TOTAL_BOUND = 10_000;
/** Time of one search on the server, below what a handler may take, so that the answer says what happened. */
export const SEARCH_TIMEOUT_MS = 20_000;
const SEARCH_TIMEOUT = `${SEARCH_TIMEOUT_MS}ms`;
/** Private-use characters around hits: they occur in no log by accident and mean nothing to HTML or a terminal. */
const HIT_START = '\u{E000}';
const HIT_END = '\u{E001}';
const HIGHLIGHTED_FIELDS = ['message', 'error.message'];

/** A request that only counts. */
export function countRequest(query: LogQuery) {
  const body = {
    size: 0,
    track_total_hits: totalOf(query),
    timeout: SEARCH_TIMEOUT,
    query: queryDsl(query.query, query),
  };
  return { index: logsIndexPattern(query.tenant), body };
}

function totalOf({ exactTotal }: LogQuery): true | number {
  return exactTotal ? true : TOTAL_BOUND;
}

/** The body of a search for a page of logs. */
export function pageBody(query: LogQuery, start: PageStart) {
  return {
    ...orderedPage(start, { ...query, unique: 'event.id' }),
    query: queryDsl(query.query, query),
    track_total_hits: totalOf(query),
    ...(query.highlight && { highlight: HIGHLIGHT }),
  };
}

/** What every page has: where it begins, its length, and the order by time, then by a field that is unique. */
export function orderedPage(
  after: PageStart,
  {
    limit,
    sort,
    unique,
  }: { readonly limit: number; readonly sort: 'newest' | 'oldest'; readonly unique: string },
) {
  return {
    size: limit,
    sort: orderByTime(sort, unique),
    ...(after && { search_after: after }),
    track_total_hits: TOTAL_BOUND,
    timeout: SEARCH_TIMEOUT,
  };
}

/** By `@timestamp`, then by a field that is unique; the sort values are text. */
export function orderByTime(sort: 'newest' | 'oldest', unique: string) {
  const order = sort === 'newest' ? 'desc' : 'asc';
  return [
    // As text, because nanoseconds since 1970 do not fit a JavaScript number.
    { '@timestamp': { order, format: 'strict_date_optional_time_nanos', numeric_type: 'date_nanos' } },
    { [unique]: order },
  ];
}

const HIGHLIGHT = {
  pre_tags: [HIT_START],
  post_tags: [HIT_END],
  number_of_fragments: 3,
  fragment_size: 200,
  fields: Object.fromEntries(HIGHLIGHTED_FIELDS.map((field) => [field, {}])),
};

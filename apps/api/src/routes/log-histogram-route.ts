import { z } from 'zod';
import type { KeptAnswers } from '../answers/kept-answers.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { inquiryMembers, openInquiry } from '../search/log-inquiry.js';
import { logScope } from '../search/log-scope.js';
import { groupingCost, MAX_BUCKETS, searchHistogram } from '../search/histogram/search-histogram.js';
import type { LogSearchTools } from '../search/page/search-logs.js';
import { timeStepName } from '../search/histogram/time-step.js';
import { wholeNumber } from '../whole-number.js';

const MAX_GROUPS = 20;

const query = z.strictObject({
  ...logFilterParameters,
  by: z.string().min(1).max(300).default('level').describe('level, or a field of few values.'),
  top: wholeNumber(1, MAX_GROUPS, 5).describe('Values of the field that are groups of their own.'),
  buckets: wholeNumber(1, MAX_BUCKETS, 60).describe('The interval is the shortest with at most so many.'),
  interval: timeStepName.optional().describe('Width of the buckets, instead of one that is chosen; in UTC.'),
});

const count = z.int().min(0);

const reply = z.object({
  from: z.string().nullable().describe('As given, else the time of the oldest log; null: none was found.'),
  to: z.string().nullable().describe('As given, else just after the newest log; exclusive.'),
  interval: z.string().nullable().describe('null: there are no buckets.'),
  by: z.string(),
  groups: z.array(z.string()).describe('Levels, the worst first; or values, the commonest first.'),
  buckets: z
    .array(
      z.object({
        start: z.iso.datetime(),
        count: count.describe('Logs in the bucket.'),
        counts: z.array(count).describe('Of each group, in the order of groups.'),
        other: count.describe('With a value that is no group.'),
        none: count.describe('Without the field.'),
      }),
    )
    .describe('One after the other, empty ones too; the first may start before from.'),
  total: count.describe('Logs in all buckets.'),
  documents: count.describe('Documents counted; fewer than the total where some were sampled.'),
  estimated: z
    .boolean()
    .describe('Some documents stand for several logs (event.sample_weight): counts are sums of weights.'),
  ...inquiryMembers,
});

const EXAMPLES: readonly RouteExample[] = [
  { name: 'by-level', summary: 'Lines of a service by level', query: { q: 'service.name:checkout' } },
  {
    name: 'by-host',
    summary: 'Errors of a day by host, an hour a bucket',
    query: {
      q: 'severity>=error',
      by: 'host.name',
      top: '3',
      interval: '1h',
      from: '2026-11-21T00:00:00Z',
      to: '2026-11-22T00:00:00Z',
    },
  },
];

/** `GET /v1/logs/histogram`: logs over time, by level or by the values of a field. */
export function logHistogramRoute(tools: LogSearchTools & { readonly answers: KeptAnswers }): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/histogram',
    summary: 'Count logs over time',
    scopes: ['search'],
    query,
    reply: { status: 200, schema: reply },
    problems: ['invalid-query', 'query-too-costly', 'too-busy'],
    examples: EXAMPLES,
    handle: async ({ query: asked, principal, signal }) => {
      const { by, top, buckets, interval } = asked;
      const scope = logScope(principal.tenant, asked);
      await tools.cost.require(scope, signal, by === 'level' ? undefined : groupingCost(by));
      const question = { by, top, buckets, ...(interval !== undefined && { interval }) };
      const found = await tools.answers.answer(
        { kind: 'histogram', scope, parameters: question },
        (working) => searchHistogram({ scope, ...question }, openInquiry(scope, tools, working)),
        signal,
      );
      return found as z.input<typeof reply>;
    },
  });
}

import { z } from 'zod';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { limitedRoute } from '../limited-route.js';
import { completenessMembers } from '../completeness/completeness-reply.js';
import { explainSearch, explanationSchema, rangeOnly } from '../search/cost/explain-search.js';
import { foundLogSchema } from '../search/found-log.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { inquiryMembers, openInquiry } from '../search/log-inquiry.js';
import { logScope } from '../search/log-scope.js';
import { searchLogs } from '../search/page/search-logs.js';
import type { LogSearchTools } from '../search/page/search-logs.js';
import { wholeNumber } from '../whole-number.js';
import { logFieldsRoute } from './log-fields-route.js';
import { logHistogramRoute } from './log-histogram-route.js';
import { logLineRoutes } from './log-line-routes.js';
import { logPatternsRoute } from './log-patterns-route.js';

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

const query = z.strictObject({
  ...logFilterParameters,
  limit: wholeNumber(0, MAX_LIMIT, DEFAULT_LIMIT).describe('Documents; 0 only counts.'),
  cursor: z.string().optional().describe('From the answer before, with the same other parameters.'),
  sort: z.enum(['newest', 'oldest']).default('newest'),
  highlight: z.enum(['true', 'false']).default('false').describe('Mark what matched by U+E000 and U+E001.'),
  explain: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Instead of searching, say how it would be done, what it would cost, and what to do better.'),
  count: z.enum(['bounded', 'exact']).default('bounded').describe('Whether the total stops at 10,000.'),
});

const page = z.object({
  items: z.array(foundLogSchema),
  highlights: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  total: z.object({ value: z.int().min(0), relation: z.enum(['eq', 'gte']) }),
  tookMs: z.int().min(0),
  cursor: z.string().nullable(),
  ...completenessMembers,
  incomplete: z.string().optional().describe('Why documents may be missing.'),
});

const explained = z.object({ explanation: explanationSchema, ...inquiryMembers });
const reply = z.union([page, explained.describe('With explain=true.')]);

const EXAMPLES: readonly RouteExample[] = [
  {
    name: 'errors',
    summary: 'Errors of a day, newest first',
    query: { q: 'severity>=error', from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  },
  {
    name: 'phrase-and-service',
    summary: 'A phrase, in the lines of one service',
    query: { q: 'service.name:checkout "payment failed"', highlight: 'true' },
  },
  {
    name: 'pattern',
    summary: 'Hosts by the beginning of their names, without one of them',
    query: { q: 'host.name:web-* -host.name:web-1', limit: '10' },
  },
  {
    name: 'count',
    summary: 'Only how many, all of them counted',
    query: { q: 'latency_ms>500', limit: '0', count: 'exact' },
  },
  {
    name: 'explain',
    summary: 'What a search would cost',
    query: { q: 'error.type:*Timeout', explain: 'true' },
  },
];

/** Searching logs, and what can be asked of them; newcomers to search start here. */
export function logRoutes({
  search,
  completeness,
  cost,
  searches,
  numberNames,
  answers,
  tenants,
  now,
}: Pick<
  ApiDependencies,
  'search' | 'completeness' | 'cost' | 'searches' | 'numberNames' | 'answers' | 'tenants' | 'now'
>): readonly ApiRoute[] {
  const tools = { search, completeness, cost, now, secretOf: (tenant: string) => tenants.secretOf(tenant) };
  const asking = { ...tools, answers };
  const routes = [
    logPageRoute(tools),
    logHistogramRoute(asking),
    logFieldsRoute(asking, numberNames),
    logPatternsRoute(asking),
    ...logLineRoutes(tools),
  ];
  return routes.map((route) => limitedRoute(route, searches));
}

/** `GET /v1/logs`: a page of the logs of the key's tenant. */
function logPageRoute(tools: LogSearchTools): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs',
    summary: 'Search logs',
    scopes: ['search'],
    query,
    reply: { status: 200, schema: reply },
    problems: ['invalid-query', 'query-too-costly', 'invalid-cursor', 'too-busy'],
    examples: EXAMPLES,
    handle: async ({ query: asked, principal, signal }) => {
      const { cursor, limit, sort } = asked;
      const scope = logScope(principal.tenant, asked);
      if (asked.explain === 'true') {
        const inquiry = openInquiry(rangeOnly(scope), tools, signal);
        return explainSearch(scope, { cost: tools.cost, inquiry }, signal);
      }
      const found = await searchLogs(
        {
          ...scope,
          ...(cursor !== undefined && { cursor }),
          limit,
          sort,
          highlight: asked.highlight === 'true',
          exactTotal: asked.count === 'exact',
        },
        tools,
        signal,
      );
      return found as z.input<typeof page>;
    },
  });
}

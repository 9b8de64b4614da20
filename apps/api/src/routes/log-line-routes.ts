import { z } from 'zod';
import { apiRoute } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { foundLog, foundLogSchema } from '../search/found-log.js';
import { logContext, SOURCE_FIELDS } from '../search/line/log-context.js';
import { inquiryMembers, openInquiry } from '../search/log-inquiry.js';
import type { LogSearchTools } from '../search/page/search-logs.js';
import { showLog } from '../search/line/show-log.js';
import { wholeNumber } from '../whole-number.js';

const MAX_LINES = 200;

const shown = z.object({ log: foundLogSchema, ...inquiryMembers });

const contextQuery = z.strictObject({
  before: wholeNumber(0, MAX_LINES, 10).describe('Lines before it.'),
  after: wholeNumber(0, MAX_LINES, 10).describe('Lines after it.'),
  cursor: z.string().optional().describe('From the answer before: goes on in its direction only.'),
});

const lines = z.array(foundLogSchema);
const context = z.object({
  line: foundLogSchema,
  before: lines.describe(
    'Oldest first. Lines of one instant are in the order in which ingest accepted them, then in which the index took ' +
      'them, then by event.id.',
  ),
  after: lines.describe('In the same order.'),
  source: z
    .record(z.string(), z.string().nullable())
    .describe(`What all lines have in common: ${SOURCE_FIELDS.join(', ')}; null: none of them has it.`),
  cursors: z.object({
    before: z.string().nullable().describe('null: no line is further back.'),
    after: z.string().nullable().describe('There at the newest line too: the next may come.'),
  }),
  ...inquiryMembers,
});

const params = { id: 'AaH9-kYAggunQGw8qwObQw' };
const SHOWN: readonly RouteExample[] = [{ name: 'found', summary: 'A log that a search found', params }];
const AROUND: readonly RouteExample[] = [
  { name: 'around', summary: 'Ten lines before it and ten after it', params },
  {
    name: 'what-led-to-it',
    summary: 'Many lines before it, none after it',
    params,
    query: { before: '50', after: '0' },
  },
];

/** One log by its id, and the lines around it. */
export function logLineRoutes(tools: LogSearchTools): readonly ApiRoute[] {
  return [showRoute(tools), contextRoute(tools)];
}

function showRoute(tools: LogSearchTools): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/:id',
    summary: 'Show one log',
    scopes: ['search'],
    reply: { status: 200, schema: shown },
    problems: ['not-found', 'too-busy'],
    examples: SHOWN,
    handle: async ({ params: { id = '' }, principal: { tenant }, signal }) => {
      const inquiry = openInquiry({ tenant, query: { kind: 'all' } }, tools, signal);
      const hit = await showLog({ tenant, id }, inquiry);
      return { log: foundLog(hit), ...inquiry.members() } as z.input<typeof shown>;
    },
  });
}

function contextRoute(tools: LogSearchTools): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/:id/context',
    summary: 'Lines before and after a log, from the same source',
    scopes: ['search'],
    query: contextQuery,
    reply: { status: 200, schema: context },
    problems: ['not-found', 'invalid-cursor', 'too-busy'],
    examples: AROUND,
    handle: async ({ params: { id = '' }, query, principal: { tenant }, signal }) => {
      const { before, after, cursor } = query;
      const secret = await tools.secretOf(tenant);
      const inquiry = openInquiry({ tenant, query: { kind: 'all' } }, tools, signal);
      const asked = { tenant, id, before, after, secret, ...(cursor !== undefined && { cursor }) };
      return (await logContext(asked, inquiry)) as z.input<typeof context>;
    },
  });
}

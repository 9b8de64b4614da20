import { z } from 'zod';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute, ReplyWithHeaders } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { logScope } from '../search/log-scope.js';
import { EVENT_STREAM } from '../stream/server-sent-event.js';
import { streamLogs } from '../stream/stream-logs.js';
import { wholeNumber } from '../whole-number.js';
import { readPositionToken } from '../walk/log-position.js';

const MAX_LIMIT = 1_000_000;
const DEFAULT_LIMIT = 1_000;
const RESUME_HEADER = 'last-event-id';

const query = z.strictObject({
  ...logFilterParameters,
  limit: wholeNumber(1, MAX_LIMIT, DEFAULT_LIMIT).describe(
    'Logs after which it ends; counted anew when it goes on.',
  ),
  sort: z.enum(['newest', 'oldest']).default('newest'),
});

/**
 * `GET /v1/logs/stream`: the results of a search as server-sent events, as they are found. With `Last-Event-ID` it goes
 * on behind that log.
 */
export function streamRoute({
  search,
  cost,
  completeness,
  clock,
  streams: flow,
}: Pick<ApiDependencies, 'search' | 'cost' | 'completeness' | 'clock' | 'streams'>): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/stream',
    summary:
      'Search results as server-sent events, as they are found: watermark, log, progress, then end or error. The header Last-Event-ID goes on',
    scopes: ['search'],
    query,
    reply: { status: 200, schema: z.string(), contentType: EVENT_STREAM },
    problems: ['invalid-query', 'query-too-costly', 'too-busy'],
    handle: async ({ query: asked, headers, principal: { tenant, keyId }, signal }) => {
      const last = headers[RESUME_HEADER];
      const after = last ? readPositionToken(last, RESUME_HEADER) : undefined;
      const { sort, limit } = asked;
      const walk = { scope: logScope(tenant, asked), sort, limit, ...(after && { after }) };
      await cost.require(walk.scope, signal);
      const events = streamLogs({ walk, keyId }, { search, completeness, clock, flow }, signal);
      // Proxies that gather an answer before they hand it on would make a stream a page.
      return new ReplyWithHeaders({ 'x-accel-buffering': 'no' }, events);
    },
  });
}

import { z } from 'zod';
import { canonicalDocumentSchema } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute, ReplyWithHeaders } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { exportLogs } from '../export/export-logs.js';
import { acceptsGzip } from '../export/gzip-pieces.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { logScope } from '../search/log-scope.js';
import { readPosition } from '../walk/log-position.js';

const query = z.strictObject({
  ...logFilterParameters,
  sort: z
    .enum(['newest', 'oldest'])
    .default('oldest')
    .describe('By @timestamp, then by event.id, which no two logs share.'),
  after: z
    .string()
    .optional()
    .describe(
      'To go on after a cut: @timestamp and event.id of the last whole line that came, with a comma between them, and the same other parameters.',
    ),
});

const headers = z.object({
  'accept-encoding': z.string().optional().describe('With gzip in it the answer is compressed.'),
});

const EXAMPLES: readonly RouteExample[] = [
  {
    name: 'day-of-a-service',
    summary: 'All lines of a service of one day, compressed',
    query: { q: 'service.name:checkout', from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
    headers: { 'accept-encoding': 'gzip' },
  },
  {
    name: 'after-a-cut',
    summary: 'The rest, behind the last whole line that came',
    query: { q: 'service.name:checkout', after: '2026-11-21T12:00:00.000000000Z,example-0' },
  },
];

/**
 * `GET /v1/logs/export`: all logs that match, a line each. The answer ends as HTTP says it should (the last chunk, or
 * the trailer of gzip) only when every log is in it; otherwise the connection is cut.
 */
export function exportRoute({
  search,
  cost,
  completeness,
  clock,
  exports: flow,
}: Pick<ApiDependencies, 'search' | 'cost' | 'completeness' | 'clock' | 'exports'>): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/export',
    summary:
      'All logs that match, a line each, in any number. Headers: millrace-total says how many, millrace-completeness and millrace-tail-cursor what other answers say in these members',
    scopes: ['search'],
    query,
    headers,
    reply: { status: 200, schema: canonicalDocumentSchema, contentType: 'application/x-ndjson' },
    problems: ['invalid-query', 'query-too-costly', 'too-busy'],
    examples: EXAMPLES,
    handle: async ({ query: asked, headers: given, principal: { tenant, keyId }, signal }) => {
      const after = asked.after === undefined ? undefined : readPosition(asked.after, 'after');
      const walk = { scope: logScope(tenant, asked), sort: asked.sort, ...(after && { after }) };
      await cost.require(walk.scope, signal);
      // Before the view is opened: what it promises is then in the view.
      const covered = completeness.read(walk.scope);
      const isCompressed = acceptsGzip(given['accept-encoding']);
      const begun = await exportLogs({ walk, keyId, isCompressed }, { search, clock, flow }, signal);
      return new ReplyWithHeaders(
        {
          'millrace-total': String(begun.total),
          'millrace-completeness': JSON.stringify(covered.completeness),
          ...(covered.tailCursor !== null && { 'millrace-tail-cursor': covered.tailCursor }),
          'content-disposition': `attachment; filename="${fileName(tenant, clock.now())}"`,
          vary: 'accept-encoding',
          ...(isCompressed && { 'content-encoding': 'gzip' }),
        },
        begun.pieces,
      );
    },
  });
}

/** `logs-shop-20261121T120000Z.ndjson`. */
function fileName(tenant: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `logs-${tenant}-${stamp}.ndjson`;
}

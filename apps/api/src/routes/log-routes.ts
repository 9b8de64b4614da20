import { z } from 'zod';
import { canonicalDocumentSchema } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { completenessMembers } from '../completeness/completeness-reply.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { logScope } from '../search/log-scope.js';
import { searchLogs } from '../search/search-logs.js';
import { wholeNumber } from '../whole-number.js';

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

const query = z.strictObject({
  ...logFilterParameters,
  limit: wholeNumber(0, MAX_LIMIT, DEFAULT_LIMIT).describe('Documents; 0 only counts.'),
  cursor: z.string().optional().describe('From the answer before, with the same other parameters.'),
  sort: z.enum(['newest', 'oldest']).default('newest'),
  highlight: z.enum(['true', 'false']).default('false').describe('Mark what matched by U+E000 and U+E001.'),
  count: z.enum(['bounded', 'exact']).default('bounded').describe('Whether the total stops at 10,000.'),
});

const reply = z.object({
  items: z.array(canonicalDocumentSchema),
  highlights: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  total: z.object({ value: z.int().min(0), relation: z.enum(['eq', 'gte']) }),
  tookMs: z.int().min(0),
  cursor: z.string().nullable(),
  ...completenessMembers,
  incomplete: z.string().optional().describe('Why documents may be missing.'),
});

/** `GET /v1/logs`: a page of the logs of the key's tenant. */
export function logRoutes({
  search,
  completeness,
  tenants,
  now,
}: Pick<ApiDependencies, 'search' | 'completeness' | 'tenants' | 'now'>): readonly ApiRoute[] {
  const tools = { search, completeness, now, secretOf: (tenant: string) => tenants.secretOf(tenant) };
  return [
    apiRoute({
      method: 'GET',
      path: '/v1/logs',
      summary: 'Search logs',
      scopes: ['search'],
      query,
      reply: { status: 200, schema: reply },
      handle: async ({ query: asked, principal, signal }) => {
        const { cursor, limit, sort } = asked;
        const page = await searchLogs(
          {
            ...logScope(principal.tenant, asked),
            ...(cursor !== undefined && { cursor }),
            limit,
            sort,
            highlight: asked.highlight === 'true',
            exactTotal: asked.count === 'exact',
          },
          tools,
          signal,
        );
        return page as z.input<typeof reply>;
      },
    }),
  ];
}

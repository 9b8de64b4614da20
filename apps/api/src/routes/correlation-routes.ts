import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import {
  BOUNDS,
  canonicalDocumentSchema,
  correlationGroupSchema,
  GROUP_STATUSES,
  groupMemberSchema,
} from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { wordsOf } from '../correlations/group-query.js';
import { searchGroups } from '../correlations/search-groups.js';
import { showGroup } from '../correlations/show-group.js';
import { instant, requireOrder } from '../time-range.js';
import { wholeNumber } from '../whole-number.js';

type CorrelationDependencies = Pick<ApiDependencies, 'search' | 'tenants'>;

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 50;
const MAX_ERRORS = 1_000_000_000;
const MAX_TEXT = 1_000;
/** Each is looked for in several fields. */
const MAX_WORDS = 32;

const listQuery = z.strictObject({
  text: z
    .string()
    .max(MAX_TEXT)
    .refine((text) => wordsOf(text).length <= MAX_WORDS, `at most ${MAX_WORDS} words`)
    .default('')
    .describe(
      `At most ${MAX_WORDS} words, in upper or lower case, all of which must occur: each the beginning of the correlation id or of a service, or one or more whole words within it.`,
    ),
  status: z.enum(GROUP_STATUSES).optional().describe('Without it all but merged groups.'),
  correlationId: z
    .string()
    .min(1)
    .max(BOUNDS.keywordBytes)
    .optional()
    .describe('Exactly this correlation id.'),
  service: z.string().max(MAX_TEXT).optional().describe('A service that has logs in it.'),
  minErrors: wholeNumber(0, MAX_ERRORS, 0).describe('Errors it has at least.'),
  from: instant.optional().describe('Time of the first log, inclusive.'),
  to: instant.optional().describe('Time of the first log, exclusive.'),
  limit: wholeNumber(1, MAX_LIMIT, DEFAULT_LIMIT),
  cursor: z.string().optional().describe('From the answer before, with the same other parameters.'),
});

const page = z.object({
  items: z.array(correlationGroupSchema.omit({ members: true })),
  total: z.object({ value: z.int().min(0), relation: z.enum(['eq', 'gte']) }),
  cursor: z.string().nullable(),
  incomplete: z.string().optional().describe('Why groups may be missing.'),
});

const full = z.object({
  group: correlationGroupSchema,
  logs: z.array(canonicalDocumentSchema).describe('By time.'),
  absent: z
    .array(groupMemberSchema)
    .describe('Members that are not found: not indexed yet, dead-lettered, or gone with their index.'),
  notListed: z.int().min(0).describe('Logs beyond those the group refers to.'),
});

/** Correlation groups of the key's tenant. */
export function correlationRoutes(dependencies: CorrelationDependencies): readonly ApiRoute[] {
  return [list(dependencies), show(dependencies)];
}

function list({ search, tenants }: CorrelationDependencies): ApiRoute {
  const tools = { search, secretOf: (tenant: string) => tenants.secretOf(tenant) };
  return apiRoute({
    method: 'GET',
    path: '/v1/correlations',
    summary: 'Correlation groups, those that began last first',
    scopes: ['search'],
    query: listQuery,
    reply: { status: 200, schema: page },
    problems: ['query-too-costly', 'invalid-cursor'],
    handle: async ({ query: asked, principal, signal }) => {
      const { text, status, correlationId, service, minErrors, from, to, limit, cursor } = asked;
      requireOrder(from, to);
      const query = {
        ...{ tenant: principal.tenant, text, minErrors },
        ...(status !== undefined && { status }),
        ...(correlationId !== undefined && { correlationId }),
        ...(service !== undefined && { service }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      };
      const request = { query, limit, ...(cursor !== undefined && { cursor }) };
      return (await searchGroups(request, tools, signal)) as z.input<typeof page>;
    },
  });
}

function show({ search }: CorrelationDependencies): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/correlations/:id',
    summary: 'A correlation group with its logs',
    scopes: ['search'],
    reply: { status: 200, schema: full },
    problems: ['not-found'],
    handle: async ({ params, principal, signal }) => {
      const found = await showGroup(search, { tenant: principal.tenant, id: params['id'] ?? '' }, signal);
      if (found === undefined)
        throw new ProblemError('not-found', 'There is no such group, or it has expired.');
      return found as z.input<typeof full>;
    },
  });
}

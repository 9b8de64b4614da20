import { z } from 'zod';
import { fieldOf } from '@millrace/filter';
import type { NumberNameRegistry } from '@millrace/schemas';
import type { KeptAnswers } from '../answers/kept-answers.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { inquiryMembers, openInquiry } from '../search/log-inquiry.js';
import { logScope } from '../search/log-scope.js';
import { sampleSchema } from '../search/sample/sample-logs.js';
import { searchFields } from '../search/fields/search-fields.js';
import type { LogSearchTools } from '../search/page/search-logs.js';
import { wholeNumber } from '../whole-number.js';

const MAX_NAME = 300;

const query = z.strictObject({
  ...logFilterParameters,
  prefix: z.string().max(MAX_NAME).default('').describe('Beginning of the names; with field, of its values.'),
  field: z.string().min(1).max(MAX_NAME).optional().describe('Only this field.'),
  values: wholeNumber(0, 100, 5).describe('Values listed of each field.'),
  limit: wholeNumber(1, 1_000, 200).describe('Fields listed.'),
  sample: wholeNumber(1, 5_000, 1_000).describe('Documents that are looked at, at most.'),
});

const count = z.int().min(0);

const reply = z.object({
  fields: z
    .array(
      z.object({
        name: z
          .string()
          .describe('As a query has it; attributes and numbers are found without that word too.'),
        type: z.enum(['text', 'keyword', 'date', 'number', 'attribute', 'unknown']),
        documents: count.describe('Of the sample, that have it; 0: none, but it exists.'),
        share: z.number().min(0).max(1).describe('Of the sample.'),
        values: z
          .array(z.object({ value: z.string(), count }))
          .describe('The commonest in the sample; none of texts and times.'),
        moreValues: z.boolean().describe('Values were passed over: too many to count, or too long.'),
      }),
    )
    .describe('The commonest first; those of the document and the registered numbers are there always.'),
  more: count.describe('Fields beyond the limit.'),
  sample: sampleSchema,
  ...inquiryMembers,
});

const EXAMPLES: readonly RouteExample[] = [
  { name: 'names', summary: 'Fields whose name begins with serv', query: { prefix: 'serv' } },
  {
    name: 'values',
    summary: 'Values of a field that begin with web',
    query: { field: 'host.name', prefix: 'web', values: '20' },
  },
];

/** `GET /v1/logs/fields`: fields of the logs, for choosing and completing names and values. */
export function logFieldsRoute(
  tools: LogSearchTools & { readonly answers: KeptAnswers },
  numberNames: Pick<NumberNameRegistry, 'list'>,
): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/fields',
    summary: 'Fields of the logs, with their commonest values',
    scopes: ['search'],
    query,
    reply: { status: 200, schema: reply },
    problems: ['invalid-query', 'query-too-costly', 'too-busy'],
    examples: EXAMPLES,
    handle: async ({ query: { field, ...asked }, principal, signal }) => {
      const scope = logScope(principal.tenant, asked);
      await tools.cost.require(scope, signal);
      const { prefix, values, limit, sample } = asked;
      const wanted = { prefix, values, limit, sample, ...(field !== undefined && { field: fieldOf(field) }) };
      const registered = [...(await numberNames.list(principal.tenant))].sort();
      const question = { ...wanted, numberNames: registered };
      const found = await tools.answers.answer(
        { kind: 'fields', scope, parameters: question },
        (working) => searchFields({ scope, ...question }, openInquiry(scope, tools, working)),
        signal,
      );
      return found as z.input<typeof reply>;
    },
  });
}

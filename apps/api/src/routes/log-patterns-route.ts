import { z } from 'zod';
import type { KeptAnswers } from '../answers/kept-answers.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute, RouteExample } from '../api-route.js';
import { logFilterParameters } from '../search/log-filter-parameters.js';
import { inquiryMembers, openInquiry } from '../search/log-inquiry.js';
import { logScope } from '../search/log-scope.js';
import { sampleSchema } from '../search/sample/sample-logs.js';
import type { LogSearchTools } from '../search/page/search-logs.js';
import { searchPatterns } from '../search/patterns/search-patterns.js';
import { wholeNumber } from '../whole-number.js';

const query = z.strictObject({
  ...logFilterParameters,
  sample: wholeNumber(1, 10_000, 5_000).describe('Documents that are looked at, at most.'),
  limit: wholeNumber(1, 200, 50).describe('Patterns listed, at most.'),
});

const count = z.int().min(0);

const reply = z.object({
  patterns: z
    .array(
      z.object({
        template: z
          .string()
          .describe(
            'Words the lines have in common; <num>, <time>, <ip>, <hex>, <uuid>, <quoted> stand for what differs, ' +
              '<*> for a word of any kind.',
          ),
        filter: z
          .string()
          .nullable()
          .describe(
            'A query that finds these lines, and may find others of the same words; null: there is none.',
          ),
        lines: count.describe('In the sample.'),
        estimated: count.describe('Of all documents that match; exact where the sample has them all.'),
        share: z.number().min(0).max(1).describe('Of the sample.'),
        levels: z
          .record(z.string(), count)
          .describe('Lines of the sample by log.level; none: they have none.'),
        first: z.string().describe('Time of the oldest line in the sample.'),
        last: z.string(),
        examples: z.array(z.string()).describe('Ids for /v1/logs/{id}.'),
      }),
    )
    .describe('The commonest first.'),
  more: count.describe('Patterns beyond the limit.'),
  unmatched: count.describe(
    'Lines of the sample in no pattern: there were 1,000 patterns, or 100 of as many words that begin alike.',
  ),
  sample: sampleSchema,
  ...inquiryMembers,
});

const EXAMPLES: readonly RouteExample[] = [
  {
    name: 'errors',
    summary: 'What the errors of a day say',
    query: { q: 'severity>=error', from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  },
  { name: 'quick', summary: 'The ten commonest, from a small sample', query: { sample: '500', limit: '10' } },
];

/** `GET /v1/logs/patterns`: templates of the messages. */
export function logPatternsRoute(tools: LogSearchTools & { readonly answers: KeptAnswers }): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/logs/patterns',
    summary: 'Message templates with counts',
    scopes: ['search'],
    query,
    reply: { status: 200, schema: reply },
    problems: ['invalid-query', 'query-too-costly', 'too-busy'],
    examples: EXAMPLES,
    handle: async ({ query: { sample, limit, ...asked }, principal, signal }) => {
      const scope = logScope(principal.tenant, asked);
      await tools.cost.require(scope, signal);
      const found = await tools.answers.answer(
        { kind: 'patterns', scope, parameters: { sample, limit } },
        (working) => searchPatterns({ scope, sample, limit }, openInquiry(scope, tools, working)),
        signal,
      );
      return found as z.input<typeof reply>;
    },
  });
}

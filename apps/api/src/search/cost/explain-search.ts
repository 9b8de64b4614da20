import { z } from 'zod';
import { queryDsl, readQuery } from '@millrace/filter';
import type { QueryNode } from '@millrace/filter';
import type { InquiryMembers, LogInquiry } from '../log-inquiry.js';
import type { CostGuard, SearchCost } from './cost-guard.js';
import { refusalOf } from './cost-guard.js';
import type { LogScope } from '../log-scope.js';
import { slipText } from '../understood-query.js';
import { isOnlyNegative } from './query-cost.js';

/** The member of an answer that explains a search; nothing was searched. */
export const explanationSchema = z.object({
  dsl: z.record(z.string(), z.unknown()).describe('The query that Elasticsearch would get.'),
  indices: z.int().min(0).describe('Day indices that would be searched.'),
  documents: z.int().min(0).describe('Logs in the range of event time, of which the query finds some.'),
  cost: z.number().describe('Sum of the terms’ weights, once for every index.'),
  limit: z.number().describe('What a search may cost; one above it is refused.'),
  terms: z.array(
    z.object({
      term: z.string(),
      weight: z.number().describe('1: a word that is looked up.'),
      cost: z.number(),
      why: z.string(),
    }),
  ),
  refused: z
    .string()
    .nullable()
    .describe('Why the search would be refused, and what to do; null: it would not.'),
  advice: z.array(z.string()).describe('What would make it faster, or was probably meant, in plain words.'),
});

/** See {@link explanationSchema}. */
export type SearchExplanation = z.infer<typeof explanationSchema>;

const EVERYTHING: QueryNode = { kind: 'all' };
/** From this weight on a term is worth a word. */
const COSTLY_WEIGHT = 10;

/** Says how a search would be done and what it would cost, without doing it; fails as an inquiry does. */
export async function explainSearch(
  scope: LogScope,
  { cost: guard, inquiry }: { readonly cost: CostGuard; readonly inquiry: LogInquiry },
  signal: AbortSignal,
): Promise<{ readonly explanation: SearchExplanation } & InquiryMembers> {
  const cost = await guard.assess(scope, signal);
  const counted = await inquiry.ask({ body: { size: 0, track_total_hits: true } });
  const explanation = {
    dsl: queryDsl(scope.query, scope),
    indices: cost.indices,
    documents: counted.total?.value ?? 0,
    cost: cost.total,
    limit: cost.limit,
    terms: cost.terms.map((term) => ({ ...term, cost: term.weight * cost.indices })),
    refused: refusalOf(cost) ?? null,
    advice: adviceOn(scope, cost),
  };
  return { explanation, ...inquiry.members() };
}

/** The scope of which an explanation counts the documents: the range, whatever the query. */
export function rangeOnly(scope: LogScope): LogScope {
  return { ...scope, query: EVERYTHING };
}

/** What could be asked in a better way. */
function adviceOn({ query, text, from, to }: LogScope, { terms, indices }: SearchCost): string[] {
  const advice = readQuery(text).hints.map((hint) => slipText({ ...hint, column: hint.start + 1 }));
  if (from === undefined && to === undefined && indices > 1)
    advice.push(`Give from and to: without them all ${indices} days are searched.`);
  if (query.kind === 'all') advice.push('Nothing is asked for: every log of the range is found.');
  else if (isOnlyNegative(query))
    advice.push('It says only what is not wanted, so nearly everything is found. Add a term for what is.');
  for (const { term, weight, why } of terms) {
    if (weight >= COSTLY_WEIGHT)
      advice.push(`${term} costs ${weight} times a word that is looked up: ${why}.`);
  }
  return advice;
}

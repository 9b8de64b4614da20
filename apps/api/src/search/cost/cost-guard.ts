import type { IndexAdmin } from '@millrace/elasticsearch';
import { ProblemError } from '@millrace/http';
import { BOUNDS, indexDayOf, logsIndexPattern, parseDayIndex } from '@millrace/schemas';
import type { LogScope } from '../log-scope.js';
import { termCosts, weightOf } from './query-cost.js';
import type { TermCost } from './query-cost.js';

/** What a search costs: the weight of its terms, once for every index. */
export interface SearchCost {
  readonly terms: readonly TermCost[];
  readonly indices: number;
  readonly total: number;
  readonly limit: number;
}

/** Keeps searches that would hurt from Elasticsearch. */
export interface CostGuard {
  /** What a search would cost; rejects as listing indices does. */
  assess(scope: LogScope, signal: AbortSignal, more?: TermCost): Promise<SearchCost>;
  /**
   * Throws the problem `query-too-costly`, with reason and advice. Asks Elasticsearch for its indices only where their
   * number decides, which ordinary queries never need, and then at most every ten seconds for a tenant. `more`: what is done with the logs found.
   */
  require(scope: LogScope, signal: AbortSignal, more?: TermCost): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Indices come about once a day: so many more than were listed so long ago, ms, do no harm. */
const LISTED_FOR_MS = 10_000;
const MAX_TENANTS = 1_000;

/** What the guard asks. */
export interface CostGuardPorts extends Pick<IndexAdmin, 'list'> {
  readonly now: () => number;
}

/** Refuses what costs more than `limit`. */
export function createCostGuard(limit: number, { list, now }: CostGuardPorts): CostGuard {
  const listed = new Map<string, { readonly days: readonly string[]; readonly atMs: number }>();
  const assess: CostGuard['assess'] = async (scope, signal, more) => {
    const terms = [...termCosts(scope.query), ...(more ? [more] : [])];
    const found = await list(logsIndexPattern(scope.tenant), signal);
    const days = found.flatMap(({ index }) => parseDayIndex(index)?.day ?? []);
    keepNewest(listed, scope.tenant, { days, atMs: now() });
    const indices = countWithin(days, scope);
    return { terms, indices, total: weightOf(terms) * indices, limit };
  };
  return {
    assess,
    async require(scope, signal, more) {
      const weight = weightOf(termCosts(scope.query)) + (more?.weight ?? 0);
      if (weight * mostIndices(scope) <= limit) return;
      const known = listed.get(scope.tenant);
      const isNew = known !== undefined && now() - known.atMs < LISTED_FOR_MS;
      // Never refused by what was listed before.
      if (isNew && weight * countWithin(known.days, scope) <= limit) return;
      const cost = await assess(scope, signal, more);
      const refusal = refusalOf(cost);
      if (refusal === undefined) return;
      const { total, indices: searched } = cost;
      throw new ProblemError('query-too-costly', refusal, {
        members: { cost: total, limit, indices: searched },
      });
    },
  };
}

/** Why a search is refused, and what to do; undefined when it is not. */
export function refusalOf({ terms, indices, total, limit }: SearchCost): string | undefined {
  if (total <= limit) return undefined;
  const worst = terms.reduce((a, b) => (b.weight > a.weight ? b : a));
  const days = Math.floor((limit * indices) / total);
  const what = `It would cost ${total}, of ${limit} that are allowed, mostly for ${worst.term} (${worst.why})`;
  const narrower = days >= 1 ? `Narrow from and to to ${days} of these days, or leave` : 'Leave';
  return `${what} in each of ${indices} day indices. ${narrower} that term out or make it more exact.`;
}

function keepNewest<V>(map: Map<string, V>, tenant: string, value: V): void {
  map.delete(tenant);
  map.set(tenant, value);
  if (map.size <= MAX_TENANTS) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

function countWithin(days: readonly string[], scope: Pick<LogScope, 'from' | 'to'>): number {
  return days.filter((day) => isWithin(day, scope)).length;
}

/** Indices that a range of event time can have at most. */
function mostIndices({ from, to }: Pick<LogScope, 'from' | 'to'>): number {
  if (from === undefined || to === undefined) return BOUNDS.indicesPerTenant;
  const days = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 2;
  return Math.min(days, BOUNDS.indicesPerTenant);
}

/** Whether the index of a day, as its name has it, may hold logs of a range of event time. */
export function isWithin(day: string, { from, to }: Pick<LogScope, 'from' | 'to'>): boolean {
  return (from === undefined || day >= indexDayOf(from)) && (to === undefined || day <= indexDayOf(to));
}

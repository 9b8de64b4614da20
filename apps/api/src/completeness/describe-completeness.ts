import type { Completeness } from './completeness-reply.js';
import type { TopicProgress } from './index-progress.js';

/** What is known when an answer is asked for. */
export interface CompletenessFacts {
  readonly asOfMs: number;
  readonly logs: TopicProgress & { readonly upToMs: number };
  /** By how much this clock may be ahead of Kafka's, ms. */
  readonly aheadMs: number;
  /** Parked indices of this search. */
  readonly parked: readonly string[];
  /** Logs wait in `logs.parked`, and nobody says of which index. */
  readonly unnamedParked: boolean;
  /** See `MILLRACE_API_COMPLETE_WITHIN_MS`. */
  readonly withinMs: number;
}

/** Words for what an answer covers. Pure. */
export function describeCompleteness(facts: CompletenessFacts): Completeness {
  const { asOfMs, logs, parked } = facts;
  // Kafka's clock may be ahead of this one.
  const upTo = new Date(Math.min(logs.upToMs, asOfMs)).toISOString();
  const reasons = [...latenessReasons(facts, upTo), ...parkedReasons(facts)];
  return {
    complete: reasons.length === 0,
    asOf: new Date(asOfMs).toISOString(),
    upTo,
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    ...(parked.length > 0 && { parked: [...parked] }),
  };
}

function latenessReasons(facts: CompletenessFacts, upTo: string): readonly string[] {
  const { asOfMs, logs, withinMs } = facts;
  return asOfMs - logs.upToMs <= withinMs
    ? []
    : [`logs appended from ${upTo} on may be missing: ${causeOf(facts)}`];
}

function causeOf({ asOfMs, logs, withinMs, aheadMs }: CompletenessFacts): string {
  if (asOfMs - logs.lookedAtMs > withinMs)
    return `Kafka has not said since ${new Date(logs.lookedAtMs).toISOString()} whether there are any`;
  if (logs.behind > 0)
    return `the indexer has not made them findable yet in ${logs.behind} of ${logs.offsets.length} partitions`;
  if (aheadMs > withinMs / 2)
    return `the clock of this api is up to ${Math.ceil(aheadMs / 1_000)} s ahead of Kafka's`;
  return 'the indexer has not said yet that it has made them findable';
}

function parkedReasons({ parked, unnamedParked }: CompletenessFacts): readonly string[] {
  if (parked.length > 0)
    return [`logs of ${parked.join(', ')} may be missing: they wait until it takes logs again`];
  return unnamedParked
    ? ['logs that an index could not take earlier may be missing: they are being put back']
    : [];
}

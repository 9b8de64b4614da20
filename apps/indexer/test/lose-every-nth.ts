import type { ProcessRecords } from '@millrace/pipeline';

/** A processor that keeps every `nth` record from `next`, and either forgets it or lies about it. */
export function loseEveryNth(next: ProcessRecords, nth: number, lying: boolean): ProcessRecords {
  let seen = 0;
  return async (records, signal) => {
    const kept = records.filter(() => ++seen % nth !== 0);
    const keptSet = new Set(kept);
    const outcomes = await next(kept, signal);
    if (!lying) return outcomes;
    const lost = records.filter((record) => !keptSet.has(record));
    return [...outcomes, ...lost.map((record) => ({ record, outcome: 'indexed' as const }))];
  };
}

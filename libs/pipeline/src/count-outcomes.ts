import type { Outcome } from '@millrace/schemas';
import type { RecordOutcome } from './record-consumer.js';

/** How many records of a batch ended in each way. */
export function countOutcomes(outcomes: readonly RecordOutcome[]): ReadonlyMap<Outcome, number> {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

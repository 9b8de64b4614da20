import type { Outcome } from '@millrace/schemas';
import type { Verdict } from '../verdict.js';

/** What a raw record may end as. */
export type RawOutcome = Extract<Outcome, 'accepted' | 'dead-lettered' | 'expired'>;

const RANK: Readonly<Record<RawOutcome, number>> = { accepted: 3, 'dead-lettered': 2, expired: 1 };

/**
 * The one outcome of a record that may hold many logs: `accepted` if any of them was, else `dead-lettered` if any
 * was, else `expired`. Folds one more log into what was known before.
 */
export function foldOutcome(before: RawOutcome | undefined, verdict: Verdict): RawOutcome {
  const { outcome } = verdict;
  return before !== undefined && RANK[before] >= RANK[outcome] ? before : outcome;
}

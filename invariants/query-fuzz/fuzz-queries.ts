import fc from 'fast-check';
import { checkQuery } from './check-query.js';
import type { Taken } from './check-query.js';
import { queryText } from './query-texts.js';

/** How the texts of a run were taken, and the shortest that was not taken as it must be. */
export interface FuzzResult {
  readonly counts: Readonly<Record<Taken, number>>;
  readonly fault?: string;
}

/** Reads random texts as queries; the same ones for the same seed. A text that breaks a rule is shrunk. */
export function fuzzQueries(seed: number, runs: number): FuzzResult {
  const counts: Record<Taken, number> = { understood: 0, 'search only': 0, refused: 0 };
  const property = fc.property(queryText, (text) => {
    counts[checkQuery(text)]++;
  });
  const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: runs });
  if (!failed) return { counts };
  return { counts, fault: `${JSON.stringify(counterexample?.[0])}: ${String(errorInstance)}` };
}

import type { CanonicalDocument } from '@millrace/schemas';
import { uniqueName } from '@millrace/testing';
import fc from 'fast-check';
import { createCellTally } from './cell-tally.js';
import type { CellTally } from './cell-tally.js';
import { compareAnswers } from './compare-answers.js';
import type { Answers } from './compare-answers.js';
import type { ProofCell } from './proof-cells.js';
import type { ProofIndex } from './proof-index.js';
import { randomDocuments } from './random-documents.js';
import { randomFilters } from './random-filters.js';
import { proves } from './understood-operator.js';

/** A document of which the tail and a search do not say the same. */
export interface Difference extends Answers {
  readonly cell: ProofCell;
  readonly query: string;
  readonly document: CanonicalDocument;
  /** Seed of the batch that holds it: the first batch of a run with that seed. */
  readonly seed: number;
}

/** What a run came to. */
export interface ProofResult {
  readonly tally: CellTally;
  readonly differences: readonly Difference[];
}

/** How long and from where a proof goes. */
export interface ProofPlan {
  readonly pairs: number;
  readonly seed: number;
  /** Told after each batch. */
  readonly onProgress?: (tally: CellTally) => void;
}

const DOCUMENTS_A_BATCH = 24;
const FILTERS_A_CELL = 3;
/** More are of no use to whoever has to understand them. */
const MAX_DIFFERENCES = 20;

/**
 * Compares random filters on random documents until there were enough pairs, or so many differences that more tell
 * nothing. Each batch follows from its own seed: `seed`, `seed + 1`, ….
 */
export async function proveEqual(index: ProofIndex, plan: ProofPlan): Promise<ProofResult> {
  const tally = createCellTally();
  const differences: Difference[] = [];
  for (let seed = plan.seed; tally.all.pairs < plan.pairs && differences.length < MAX_DIFFERENCES; seed++) {
    differences.push(...(await proveBatch(index, seed, tally)));
    plan.onProgress?.(tally);
  }
  return { tally, differences };
}

async function proveBatch(index: ProofIndex, seed: number, tally: CellTally): Promise<readonly Difference[]> {
  const tenant = uniqueName('p').replace('-', '_');
  const documents = one(randomDocuments(tenant, DOCUMENTS_A_BATCH), seed);
  const filters = one(randomFilters(documents, FILTERS_A_CELL), seed);
  await index.add(documents);
  const queries = filters.map(({ query }) => query);
  const comparisons = await compareAnswers(index, documents, queries);
  return comparisons.flatMap((comparison, at) => {
    const filter = filters[at];
    if (filter === undefined) return [];
    const { cell, query } = filter;
    if (comparison.kind === 'refused') {
      tally.add(cell, { refused: 1 });
      return [];
    }
    const { matches, differences } = comparison;
    // What was understood as something else is compared too, but proves nothing of this cell.
    const isProof = proves(comparison.node, cell);
    if (isProof) tally.add(cell, { filters: 1, pairs: documents.length, matches });
    if (differences.length > 0) tally.add(cell, { differences: differences.length });
    return differences.slice(0, 1).map((each) => ({ ...each, cell, query, seed }));
  });
}

function one<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  if (value === undefined) throw new Error(`generating from seed ${seed}: nothing came`);
  return value;
}

import { cellName, PROOF_CELLS } from './proof-cells.js';
import type { ProofCell } from './proof-cells.js';

/** Counts of one cell, or of all. */
export interface PairCounts {
  filters: number;
  pairs: number;
  matches: number;
  /** Filters that were refused as they stood. */
  refused: number;
  differences: number;
}

/** Counts of all cells, the empty ones too. */
export interface CellTally {
  readonly all: PairCounts;
  add(cell: ProofCell, counts: Readonly<Partial<PairCounts>>): void;
  /** A row a cell: name, filters, pairs, matches and their share. */
  rows(): readonly (readonly (string | number)[])[];
  /** What is wrong with the counts, a sentence each: too few pairs in a cell, or too few matches in all. */
  faults(bounds: { readonly pairs: number; readonly share: number }): readonly string[];
}

/** Headings of {@link CellTally.rows}. */
export const TALLY_HEADINGS = [
  'operator × field type',
  'filters',
  'refused',
  'pairs',
  'matches',
  'share',
  'differ',
];

/** A {@link CellTally} without counts. */
export function createCellTally(): CellTally {
  const cells = new Map(PROOF_CELLS.map((cell) => [cellName(cell), noPairs()]));
  const all = noPairs();
  return {
    all,
    add(cell, counts) {
      const own = cells.get(cellName(cell));
      for (const target of own ? [own, all] : [all])
        for (const [name, count] of Object.entries(counts)) target[name as keyof PairCounts] += count;
    },
    rows: () => [...[...cells].map(rowOf), rowOf(['all', all])],
    faults: ({ pairs, share }) => [
      ...[...cells]
        .filter(([, counts]) => counts.pairs < pairs)
        .map(([name, counts]) => `${name}: ${counts.pairs} pairs, ${pairs} are needed`),
      ...(shareOf(all) < share ? [`${percent(all)} of all pairs match, ${share * 100} % are needed`] : []),
    ],
  };
}

function noPairs(): PairCounts {
  return { filters: 0, pairs: 0, matches: 0, refused: 0, differences: 0 };
}

function rowOf([name, counts]: readonly [string, PairCounts]): readonly (string | number)[] {
  const { filters, refused, pairs, matches, differences } = counts;
  return [name, filters, refused, pairs, matches, percent(counts), differences];
}

function shareOf({ pairs, matches }: PairCounts): number {
  return pairs === 0 ? 0 : matches / pairs;
}

function percent(counts: PairCounts): string {
  return `${(shareOf(counts) * 100).toFixed(1).padStart(4)} %`;
}

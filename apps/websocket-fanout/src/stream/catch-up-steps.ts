import { encodeRows } from '../groups/encode-rows.js';
import type { RowBatch } from '../groups/encode-rows.js';
import type { Reader } from '../groups/reader.js';
import { positionsAfter } from '../groups/match-stretch.js';
import { furthest } from '../ring/positions.js';
import { nextExpired } from './expired-ranges.js';
import type { Boundary, StreamState } from './stream-state.js';

/** One step of a reader that catches up: the rows of a few records, and where it stands behind them. */
export interface CatchUpStep {
  readonly start: Boundary;
  readonly end: Boundary;
  readonly batches: readonly RowBatch[];
}

/** Says what a reader's next step is; those of one group that stand at the same place share it, and its bytes. */
export type NextStep = (reader: Reader) => CatchUpStep;

/** Steps as far as the stream stands now. */
export function createSteps(state: StreamState): NextStep {
  const shared = new Map<string, CatchUpStep>();
  return (reader) => {
    const key = `${reader.group.number}:${reader.sequence}:${reader.positions.join()}`;
    const known = shared.get(key);
    if (known) return known;
    const step = stepOf(state, reader);
    // One that ends where it began has looked at large records in between, and is to be taken again.
    if (step.end.sequence > step.start.sequence) shared.set(key, step);
    return step;
  };
}

/** A step ends before offsets that expired, so that a reader hears of them between what was before and after them. */
function stepOf(state: StreamState, { group, sequence, positions }: Reader): CatchUpStep {
  const { ring, boundary, maxBatchBytes } = state;
  const start = { sequence, positions };
  const expired = nextExpired(state, start);
  const { to, sequences } = state.matches.find(group, {
    from: sequence,
    to: Math.min(boundary.sequence, expired),
  });
  const after = positionsAfter(ring, { from: sequence, to }, positions);
  // Who resumes may be ahead of this node, and must not be taken back.
  const isLast = to === boundary.sequence && to < expired;
  const end = { sequence: to, positions: isLast ? furthest(after, boundary.positions) : after };
  const matches = sequences
    .map((at) => ({ sequence: at, entry: ring.at(at) }))
    .filter(({ entry }) => entry.offset >= (positions[entry.partition] ?? 0));
  return { start, end, batches: encodeRows(matches, { start, end }, maxBatchBytes) };
}

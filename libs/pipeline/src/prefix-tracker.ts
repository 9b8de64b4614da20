import { OUTCOMES } from '@millrace/schemas';
import type { GapKind, Outcome } from '@millrace/schemas';

/** What the prefix moved over: every offset between the old and the new position is in exactly one of the numbers. */
export interface PassedOffsets {
  readonly counts: ReadonlyMap<Outcome, number>;
  readonly gaps: ReadonlyMap<GapKind, number>;
}

/**
 * Knows which offsets of one partition have their outcome and how far they reach without interruption. Outcomes come
 * in any order; offsets are announced in theirs. Holds one small number for each record that is not yet passed.
 */
export interface PrefixTracker {
  /** Announces the record at {@link next}, which then waits for its outcome. */
  expect(): void;
  /** Announces that no record will come for the offsets from {@link next} up to, not including, `to`. */
  skip(kind: GapKind, to: number): void;
  /** Notes an outcome. False, and nothing noted, when no record waits at that offset: it has one, or never came. */
  settle(offset: number, outcome: Outcome): boolean;
  isSettled(offset: number): boolean;
  /** Keeps the prefix from moving past `offset`. */
  stopAt(offset: number): void;
  /** Moves the prefix as far as it goes. */
  advance(): PassedOffsets;
  /** Everything below has its outcome or is a gap; moved by {@link advance} only. */
  position(): number;
  /** The next offset to be announced. */
  next(): number;
}

/** Records of one run; runs are dropped whole once passed, which bounds what is kept in vain. */
const RUN_RECORDS = 1024;
const WAITING = 0;
const CODE_OF = new Map<Outcome, number>(OUTCOMES.map((outcome, index) => [outcome, index + 1]));

/** Adjacent offsets that are alike: records with their codes, or a gap. */
interface Run {
  readonly from: number;
  to: number;
  readonly codes: number[];
  readonly gap?: GapKind;
}

/** A tracker whose prefix and first announced offset are at `start`. */
export function createPrefixTracker(start: number): PrefixTracker {
  let runs: Run[] = [];
  let position = start;
  let next = start;
  let limit = Infinity;

  const waitingAt = (offset: number): Run | undefined => {
    const run = offset >= position && offset < next ? findRun(runs, offset) : undefined;
    return run && run.gap === undefined && run.codes[offset - run.from] === WAITING ? run : undefined;
  };
  return {
    position: () => position,
    next: () => next,
    expect() {
      const last = runs.at(-1);
      if (last && last.gap === undefined && last.codes.length < RUN_RECORDS) {
        last.codes.push(WAITING);
        last.to = next + 1;
      } else runs.push({ from: next, to: next + 1, codes: [WAITING] });
      next += 1;
    },
    skip(kind, to) {
      if (to <= next) return;
      runs.push({ from: next, to, codes: [], gap: kind });
      next = to;
    },
    settle(offset, outcome) {
      const code = CODE_OF.get(outcome);
      const run = waitingAt(offset);
      if (!run || code === undefined) return false;
      run.codes[offset - run.from] = code;
      return true;
    },
    isSettled: (offset) => offset < position || (offset < next && !waitingAt(offset)),
    stopAt(offset) {
      limit = Math.min(limit, offset);
    },
    advance() {
      const tally = createTally();
      let passed = 0;
      for (const run of runs) {
        position = tally.add(run, position, limit);
        if (position < run.to) break;
        passed += 1;
      }
      if (passed > 0) runs = runs.slice(passed);
      return tally;
    },
  };
}

function findRun(runs: readonly Run[], offset: number): Run | undefined {
  let low = 0;
  let high = runs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (!run || offset < run.from) high = middle - 1;
    else if (offset >= run.to) low = middle + 1;
    else return run;
  }
  return undefined;
}

function createTally() {
  const counts = new Map<Outcome, number>();
  const gaps = new Map<GapKind, number>();
  return {
    counts,
    gaps,
    /** Counts what of a run can be passed from `position` on and returns the new position. */
    add(run: Run, position: number, limit: number): number {
      const end = Math.min(run.to, limit);
      if (end <= position) return position;
      if (run.gap !== undefined) {
        gaps.set(run.gap, (gaps.get(run.gap) ?? 0) + end - position);
        return end;
      }
      let at = position;
      for (; at < end; at += 1) {
        const outcome = OUTCOMES[(run.codes[at - run.from] ?? WAITING) - 1];
        if (outcome === undefined) break;
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
      return at;
    },
  };
}

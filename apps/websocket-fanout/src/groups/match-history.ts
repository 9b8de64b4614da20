/** Running number of a group's matches, known at a few points of the stream. */
export interface MatchHistory {
  /** Matches up to the last flush. */
  total(): number;
  /**
   * Adds the matches of a flush that ended at a sequence number. What was known after `keptSequence`, the last point
   * that will be asked for, gives way to it.
   */
  add(flush: { readonly endSequence: number; readonly matches: number; readonly keptSequence: number }): void;
  /** Matches up to a kept point at or before a sequence number that is not forgotten. */
  at(sequence: number): number;
  /** Forgets what is below a sequence number. */
  forgetBelow(sequence: number): void;
  /** How many points are known. */
  size(): number;
}

/** A history without matches. */
export function createMatchHistory(): MatchHistory {
  let points: { readonly endSequence: number; readonly total: number }[] = [];
  let total = 0;
  let forgotten = 0;
  return {
    total: () => total,
    add({ endSequence, matches, keptSequence }) {
      if (matches === 0) return;
      total += matches;
      if ((points.at(-1)?.endSequence ?? keptSequence) > keptSequence) points.pop();
      points.push({ endSequence, total });
    },
    at(sequence) {
      return points.findLast(({ endSequence }) => endSequence <= sequence)?.total ?? forgotten;
    },
    forgetBelow(sequence) {
      const below = points.filter(({ endSequence }) => endSequence <= sequence);
      forgotten = below.at(-1)?.total ?? forgotten;
      points = points.slice(below.length);
    },
    size: () => points.length,
  };
}

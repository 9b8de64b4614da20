import type { Positions } from './positions.js';

/** Remembers positions here and there, so that a place in a long list of records is found without going through it. */
export interface SparseIndex {
  /** Told before each record: its sequence number, and the positions before it. */
  note(sequence: number, positions: Positions): void;
  /** The last noted place before which nothing at or after some positions lies; undefined when there is none. */
  before(positions: Positions): number | undefined;
  /** Forgets what lies below a sequence number. */
  forgetBelow(sequence: number): void;
}

/** Records between two noted places. */
const RECORDS_BETWEEN = 256;
/** Places forgotten at a time: cutting the front of a list costs its length. */
const FORGET_AT = 64;

/** An index that knows nothing. */
export function createSparseIndex(): SparseIndex {
  let places: { readonly sequence: number; readonly positions: Positions }[] = [];
  return {
    note(sequence, positions) {
      if (sequence % RECORDS_BETWEEN === 0) places.push({ sequence, positions: [...positions] });
    },
    before(wanted) {
      const isPast = (positions: Positions) => positions.some((offset, at) => offset > (wanted[at] ?? 0));
      // Positions only grow: those of the first part are all below, those of the rest are not.
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (isPast(places[middle]?.positions ?? [])) high = middle;
        else low = middle + 1;
      }
      return places[low - 1]?.sequence;
    },
    forgetBelow(sequence) {
      const kept = places.findIndex((place) => place.sequence >= sequence);
      if (kept >= FORGET_AT) places = places.slice(kept);
    },
  };
}

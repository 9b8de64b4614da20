import { parseDayIndex } from '@millrace/schemas';

/** Log indices that hold documents which nobody may find yet. */
export interface WrittenIndices {
  /** A document of this index was written, or may have been; indices of other families are passed over. */
  note(index: string): void;
  /** What there is to refresh, names or patterns; from here on counted as refreshed. */
  take(): readonly string[];
}

/** Names that one request may hold in its line of 4,096 bytes; with more, all log indices are refreshed. */
const MAX_NAMES = 40;

/** See {@link WrittenIndices}; `everyIndex` is the pattern of all of them. */
export function createWrittenIndices(everyIndex: string): WrittenIndices {
  let names = new Set<string>();
  return {
    note(index) {
      if (names.has(index) || names.size > MAX_NAMES) return;
      if (index === everyIndex || parseDayIndex(index)?.family === 'logs') names.add(index);
    },
    take() {
      const taken = names;
      names = new Set();
      return taken.size > MAX_NAMES || taken.has(everyIndex) ? [everyIndex] : [...taken];
    },
  };
}

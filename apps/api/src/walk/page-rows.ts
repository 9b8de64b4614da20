/** Bounds of the pages of a walk. */
export interface PageBounds {
  /** Rows of the first page. */
  readonly firstRows: number;
  readonly maxRows: number;
  /** Bytes of JSON a page should have. */
  readonly targetBytes: number;
  /** Bytes an answer of Elasticsearch may have; more than the largest document with what surrounds it. */
  readonly maxReplyBytes: number;
}

/** How many rows the next page should have. */
export interface PageRows {
  next(): number;
  /** Learns from a page of so many bytes. */
  learn(rows: number, bytes: number): void;
  /** The page was too large. */
  halve(): void;
}

/** A page grows at most so many times over the one before: logs that come may be longer than those that were. */
const GROWTH = 4;

/** Sizes pages so that each has about `targetBytes`, whatever the length of a log; never less than one row. */
export function createPageRows({ firstRows, maxRows, targetBytes }: PageBounds): PageRows {
  let wanted = firstRows;
  return {
    next: () => wanted,
    learn(rows, bytes) {
      const fitting = bytes === 0 ? maxRows : Math.floor((targetBytes * rows) / bytes);
      wanted = Math.max(1, Math.min(fitting, maxRows, wanted * GROWTH));
    },
    halve() {
      wanted = Math.max(1, wanted >> 1);
    },
  };
}

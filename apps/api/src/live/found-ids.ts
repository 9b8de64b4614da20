/** The `event.id`s of the logs that a search gave, for leaving them out of the tail that repeats some. */
export interface FoundIds {
  add(eventId: string): void;
  has(eventId: string): boolean;
  /** Whether every id that was added is still known. */
  isWhole(): boolean;
}

/** Remembered at a time; with ids of the usual length 400 KB. */
export const MAX_FOUND_IDS = 4_096;

/**
 * Remembers the ids of the newest logs up to a bound: the tail repeats what was taken in last, which mostly happened
 * last. `sort` is the order in which they are added.
 */
export function createFoundIds(sort: 'newest' | 'oldest'): FoundIds {
  const ids = new Set<string>();
  let isWhole = true;
  return {
    add(eventId) {
      if (ids.size >= MAX_FOUND_IDS) {
        isWhole = false;
        if (sort === 'newest') return;
        const [oldest = ''] = ids;
        ids.delete(oldest);
      }
      ids.add(eventId);
    },
    has: (eventId) => ids.has(eventId),
    isWhole: () => isWhole,
  };
}

import type { AnswerCache } from './answer-cache.js';

/** Answers kept in this process. */
export interface MemoryAnswerCache extends AnswerCache {
  /** Bytes of the answers kept, with what keeping them costs. */
  bytes(): number;
}

/** What an entry takes beside its answer and key: the map, the header of the buffer. */
const ENTRY_BYTES = 256;
/** One answer takes at most this part of the whole, so that it does not push all others out. */
const LARGEST_PART = 8;

/**
 * Keeps the answers that were used last, in `maxBytes` (at least 1) in all. `onEvicted` is called for each that made
 * room for another.
 */
export function createMemoryAnswerCache(maxBytes: number, onEvicted: () => void): MemoryAnswerCache {
  /** In the order of use: a map keeps the order in which keys were put in. */
  const entries = new Map<string, Buffer>();
  let bytes = 0;
  const take = (key: string): Buffer | undefined => {
    const answer = entries.get(key);
    if (answer === undefined) return undefined;
    entries.delete(key);
    bytes -= sizeOf(key, answer);
    return answer;
  };
  const put = (key: string, answer: Buffer): void => {
    entries.set(key, answer);
    bytes += sizeOf(key, answer);
  };
  return {
    async get(key) {
      const answer = take(key);
      if (answer !== undefined) put(key, answer);
      return answer;
    },
    async set(key, answer) {
      if (sizeOf(key, answer) > Math.ceil(maxBytes / LARGEST_PART)) return;
      take(key);
      put(key, answer);
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break;
        take(oldest);
        onEvicted();
      }
    },
    bytes: () => bytes,
  };
}

function sizeOf(key: string, answer: Buffer): number {
  return answer.length + key.length + ENTRY_BYTES;
}

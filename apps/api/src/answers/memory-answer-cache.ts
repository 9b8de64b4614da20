import { LRUCache } from 'lru-cache';
import type { AnswerCache } from './answer-cache.js';

/** Answers kept in this process. */
export interface MemoryAnswerCache extends AnswerCache {
  /** Bytes of the answers kept, with what keeping them costs. */
  bytes(): number;
}

/** What an entry takes beside its answer and key: both maps, the list, the header of the buffer. */
const ENTRY_BYTES = 256;
/** One answer takes at most this part of the whole, so that it does not push all others out. */
const LARGEST_PART = 8;

/**
 * Keeps the answers that were used last, in `maxBytes` (at least 1) in all. `onEvicted` is called for each that made
 * room for another.
 */
export function createMemoryAnswerCache(maxBytes: number, onEvicted: () => void): MemoryAnswerCache {
  const entries = new LRUCache<string, Buffer>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / LARGEST_PART),
    sizeCalculation: (answer, key) => answer.length + key.length + ENTRY_BYTES,
    dispose: (_answer, _key, reason) => {
      if (reason === 'evict') onEvicted();
    },
  });
  return {
    get: (key) => Promise.resolve(entries.get(key)),
    set: (key, answer) => {
      entries.set(key, answer);
      return Promise.resolve();
    },
    bytes: () => entries.calculatedSize,
  };
}

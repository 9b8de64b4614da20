import type { AnswerCompleteness } from './completeness-watch.js';

/** What an answer says of itself while nobody knows how far the index has come. `why` is half a sentence. */
export function unknownCompleteness(asOfMs: number, why: string): AnswerCompleteness {
  return {
    completeness: {
      complete: false,
      asOf: new Date(asOfMs).toISOString(),
      upTo: null,
      reason: `it is not known which logs can be found yet: ${why}`,
    },
    tailCursor: null,
  };
}

import type { Telemetry } from '@millrace/runtime';
import { createKeptAnswers, NO_KEPT_ANSWERS } from './kept-answers.js';
import type { KeptAnswers, KeptAnswersParts } from './kept-answers.js';
import { createMemoryAnswerCache } from './memory-answer-cache.js';

/** Keeps answers in at most `maxBytes` of this process, with metrics; 0: keeps none and asks for no marks. */
export function openKeptAnswers(
  maxBytes: number,
  parts: Pick<KeptAnswersParts, 'views' | 'completeness'>,
  telemetry: Telemetry,
): KeptAnswers {
  if (maxBytes === 0) return NO_KEPT_ANSWERS;
  const counted = telemetry.counter({
    name: 'kept_answers',
    help:
      'Histograms, fields and patterns that were asked for: found in the cache (hit), shared with others who asked at ' +
      'the time (joined), made anew (miss), or made without the cache since Elasticsearch did not say what it sees.',
    labels: ['outcome'],
  });
  const evicted = telemetry.counter({
    name: 'evicted_answers',
    help: 'Answers that made room in the cache.',
  });
  const cache = createMemoryAnswerCache(maxBytes, () => evicted({}));
  telemetry.gauge({ name: 'answer_cache_bytes', help: 'Bytes of the answers kept.' }, () => [
    { labels: {}, value: cache.bytes() },
  ]);
  return createKeptAnswers({ ...parts, cache, count: (outcome) => counted({ outcome }) });
}

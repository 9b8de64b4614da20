import type { RecordReader } from '@millrace/pipeline';
import type { InMemoryTopics } from './in-memory-topics.js';

const READ_RECORDS = 100;

/** Reads stretches of the in-memory log; ends at the end of the log. */
export function createInMemoryReader(topics: InMemoryTopics): RecordReader {
  return {
    async *read({ topic, partition, from, to }, signal) {
      const log = topics.partition(topic, partition);
      for (let at = Math.max(from, log.low()); at < to && !signal.aborted;) {
        const stretch = log.fetch(at, Math.min(READ_RECORDS, to - at));
        if (!stretch) return;
        at = stretch.to;
        if (stretch.records.length > 0) yield stretch.records;
      }
    },
    close: async () => undefined,
  };
}

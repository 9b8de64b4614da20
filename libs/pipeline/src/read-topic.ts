import type { RecordLogAdmin, RecordReader } from './record-log.js';
import type { SourceRecord } from './source-record.js';

/**
 * Yields batches of everything that stands in a topic when a partition's turn comes, partition after partition, in order
 * within each; ends early when `signal` aborts. Rejects as the admin and the reader do.
 */
export async function* readTopic(
  { admin, reader }: { readonly admin: Pick<RecordLogAdmin, 'ranges'>; readonly reader: RecordReader },
  topic: string,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  for (const { partition, low, high } of await admin.ranges(topic)) {
    if (low < high) yield* reader.read({ topic, partition, from: low, to: high }, signal);
  }
}

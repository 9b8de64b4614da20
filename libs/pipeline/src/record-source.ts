import type { PartitionFacts } from './open-ledger.js';
import type { CommitPoint } from './partition-books.js';
import type { TopicPartition } from './topic-partition.js';

/** What the pump asks of a log while partitions are assigned to this member. */
export interface RecordSource {
  /** No stretch of these partitions is to come until they are resumed; one that is on its way may. */
  pause(partitions: readonly TopicPartition[]): void;
  /** Fetches from an offset on. */
  resume(partition: TopicPartition, from: number): void;
  /** Committed offset and ledger as one, the topic's id and the range of the log, for each of these. */
  facts(partitions: readonly TopicPartition[]): Promise<readonly (TopicPartition & PartitionFacts)[]>;
  /** First offset of the log. */
  logStart(partition: TopicPartition): Promise<number>;
  /** Commits under the membership at hand; offset and ledger of a partition become visible together. */
  commit(points: readonly CommitPoint[]): Promise<void>;
}

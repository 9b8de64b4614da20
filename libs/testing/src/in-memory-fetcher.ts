import type { FetchedStretch, RecordSource, TopicPartition } from '@millrace/pipeline';
import type { InMemoryTopics } from './in-memory-topics.js';

/** Records of one fetch: few, so that tests see several. */
const FETCH_RECORDS = 100;

/** Fetches the partitions assigned to one consumer, as kafkajs' fetch loop does, in turns of the event loop. */
export interface InMemoryFetcher extends Pick<RecordSource, 'pause' | 'resume'> {
  /** Replaces the assignment; its partitions are paused. */
  assign(partitions: readonly TopicPartition[]): void;
  fetchSoon(): void;
}

interface Position extends TopicPartition {
  from: number;
  paused: boolean;
}

/** See {@link InMemoryFetcher}. */
export function createInMemoryFetcher(
  topics: InMemoryTopics,
  take: (stretch: FetchedStretch) => void,
): InMemoryFetcher {
  let positions: readonly Position[] = [];
  let scheduled = false;
  const find = ({ topic, partition }: TopicPartition) =>
    positions.find((one) => one.topic === topic && one.partition === partition);
  /** Like kafkajs it moves to the start of the log when its position has expired. */
  const fetchOnce = (one: Position): boolean => {
    const log = topics.find(one.topic)?.partitions[one.partition];
    const stretch = one.paused ? undefined : log?.fetch(Math.max(one.from, log.low()), FETCH_RECORDS);
    if (!stretch) return false;
    one.from = stretch.to;
    take(stretch);
    return true;
  };
  const fetchSoon = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (positions.filter(fetchOnce).length > 0) fetchSoon();
    });
  };
  return {
    fetchSoon,
    assign(partitions) {
      positions = partitions.map(({ topic, partition }) => ({ topic, partition, from: 0, paused: true }));
    },
    pause(partitions) {
      for (const one of partitions.map(find)) if (one) one.paused = true;
    },
    resume(partition, from) {
      const one = find(partition);
      if (!one) return;
      one.from = from;
      one.paused = false;
      fetchSoon();
    },
  };
}

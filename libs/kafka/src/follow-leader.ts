import { setImmediate as turn } from 'node:timers/promises';
import type { Connection } from '@platformatic/kafka';
import { resultUnlessAborted } from '@millrace/pipeline';
import type { FollowedStretch } from '@millrace/pipeline';
import { fetchPartitions } from './fetch-partitions.js';
import type { FetchPace, WantedPartition } from './fetch-partitions.js';
import { recordsOfBatches } from './fetched-batches.js';

/** A topic that is followed, and how far that has come. */
export interface Following {
  readonly topic: string;
  readonly topicId: string;
  /** Next offset of every partition; moves on once what lies before is taken. */
  readonly next: number[];
  readonly take: (stretch: FollowedStretch) => void | Promise<void>;
  readonly signal: AbortSignal;
}

/** A broker, and the partitions of a topic that it leads. */
export interface Leader {
  readonly connection: Connection;
  readonly partitions: readonly number[];
}

/** A fetch returns with the first record, so that the wait costs no latency and spares an idle broker. */
const PACE: FetchPace = { maxWaitMs: 500, maxBytes: 4 * 1024 * 1024, maxBytesPerPartition: 1024 * 1024 };

/**
 * Fetches from one leader until `signal` aborts, and hands over one partition at a time: timers and sockets get their
 * turn between two of them. Rejects when a fetch fails.
 */
export async function followLeader(
  { connection, partitions }: Leader,
  { topic, topicId, next, take }: Following,
  signal: AbortSignal,
): Promise<void> {
  // The partition that was first goes last, so that a busy one does not keep the others from their share of a fetch.
  let order = [...partitions];
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const wanted = order.map((partition): WantedPartition => ({ partition, offset: next[partition] ?? 0 }));
    const answer = await resultUnlessAborted(fetchPartitions({ connection, topicId }, wanted, PACE), signal);
    for (const fetched of answer ?? []) {
      if (isOver()) return;
      const partition = fetched.partitionIndex;
      const from = next[partition] ?? 0;
      const found = recordsOfBatches({ topic, partition }, fetched);
      if (found.next <= from) continue;
      const records = found.records.filter(({ offset }) => offset >= from);
      await take({ partition, from, next: found.next, end: Number(fetched.highWatermark), records });
      next[partition] = found.next;
      await turn();
    }
    order = [...order.slice(1), ...order.slice(0, 1)];
  }
}

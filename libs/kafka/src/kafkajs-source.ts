import type { FetchedStretch, RecordSource, TopicPartition } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';
import type { Admin } from '@platformatic/kafka';
import type { Batch, Consumer, ConsumerStartBatchProcessEvent } from 'kafkajs';
import { committedPositions, describeTopic, logStartOf, partitionRanges } from './log-queries.js';
import { toSourceRecords } from './source-records.js';

/** What the pump needs of the log: fetching through kafkajs, facts through the client that knows topic ids. */
export function createKafkajsSource(consumer: Consumer, admin: Admin, groupId: string): RecordSource {
  return {
    pause: (partitions) =>
      consumer.pause(partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] }))),
    resume({ topic, partition }, from) {
      consumer.seek({ topic, partition, offset: String(from) });
      consumer.resume([{ topic, partitions: [partition] }]);
    },
    async facts(partitions) {
      const topics = [...new Set(partitions.map(({ topic }) => topic))];
      const facts = await Promise.all(topics.map((topic) => topicFacts(admin, groupId, topic)));
      const wanted = new Set(partitions.map(nameOf));
      return facts.flat().filter((one) => wanted.has(nameOf(one)));
    },
    logStart: (partition) => logStartOf(admin, partition),
    commit: (points) =>
      consumer.commitOffsets(
        points.map(({ topic, partition, offset, ledger }) => ({
          topic,
          partition,
          offset: String(offset),
          metadata: encodeCommitLedger(ledger),
        })),
      ),
  };
}

async function topicFacts(admin: Admin, groupId: string, topic: string) {
  const [committed, ranges, described] = await Promise.all([
    committedPositions(admin, groupId, topic),
    partitionRanges(admin, topic),
    describeTopic(admin, topic),
  ]);
  return committed.map(({ partition, offset, ledger }) => ({
    topic,
    partition,
    committed: offset,
    ledger,
    topicId: described?.id,
    low: ranges[partition]?.low ?? 0,
    high: ranges[partition]?.high ?? 0,
  }));
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}[${partition}]`;
}

/** What a fetch brought, as the pump takes it. */
export function stretchOf(batch: Batch & { readonly fetchedOffset?: string }): FetchedStretch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    from: batch.fetchedOffset === undefined ? undefined : Number(batch.fetchedOffset),
    first: Number(batch.firstOffset()),
    to: Number(batch.lastOffset()) + 1,
    records: toSourceRecords(batch, batch.messages),
    end: Number(batch.highWatermark),
  };
}

/**
 * A fetch that held nothing for consumers: transaction markers, aborted records, or offsets that compaction emptied
 * (then it has no first offset and covers the one it began at). kafkajs moves over it without calling `eachBatch`, and
 * the event of its processing is all that shows it. undefined for a fetch with records.
 */
export function emptyStretchOf({ payload }: ConsumerStartBatchProcessEvent): FetchedStretch | undefined {
  if (payload.batchSize > 0) return undefined;
  const last = Number(payload.lastOffset);
  const first = payload.firstOffset as string | null;
  return {
    topic: payload.topic,
    partition: payload.partition,
    from: undefined,
    first: first === null ? last : Number(first),
    to: last + 1,
    records: [],
    end: Number(payload.highWatermark),
  };
}

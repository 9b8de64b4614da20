import type { RecordHeaders, SourceRecord, TopicPartition } from '@millrace/pipeline';
import type { KafkaMessage } from 'kafkajs';

const NO_HEADERS: RecordHeaders = Object.freeze({});

/**
 * Records as the pipeline knows them. Their bytes stay the views of the fetch response that kafkajs made: copying
 * them costs more than everything else here together, and what a view keeps in memory is bounded by the fetch size.
 */
export function toSourceRecords(
  { topic, partition }: TopicPartition,
  messages: readonly KafkaMessage[],
): readonly SourceRecord[] {
  return messages.map(({ offset, timestamp, key, value, headers }) => ({
    topic,
    partition,
    offset: Number(offset),
    timestampMs: Number(timestamp),
    key,
    value,
    headers: headers ?? NO_HEADERS,
  }));
}

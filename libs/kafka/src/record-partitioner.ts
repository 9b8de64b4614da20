import type { ICustomPartitioner, Message, PartitionMetadata } from 'kafkajs';
import { murmur2 } from './murmur2.js';

const POSITIVE = 0x7fffffff;

/** Chooses partitions for one producer. */
export interface RecordPartitioner {
  readonly createPartitioner: ICustomPartitioner;
  /** Records without a key go to another partition from here on: one partition a batch compresses and writes better. */
  nextBatch(): void;
}

/**
 * Keyed records go where Kafka's Java producer would send them. The choice is written onto the message: kafkajs asks
 * again when it repeats a request, and a record that then moved from an unanswered broker to one that had answered
 * would be reported as written without ever being sent.
 */
export function createRecordPartitioner(): RecordPartitioner {
  let batch = Math.floor(Math.random() * POSITIVE);
  const choose = (message: Message, partitions: PartitionMetadata[]): number => {
    if (message.key !== null && message.key !== undefined) {
      const key = Buffer.isBuffer(message.key) ? message.key : Buffer.from(message.key);
      return (murmur2(key) & POSITIVE) % partitions.length;
    }
    const led = partitions.filter((partition) => partition.leader >= 0);
    const candidates = led.length > 0 ? led : partitions;
    return candidates[batch % candidates.length]?.partitionId ?? 0;
  };
  return {
    createPartitioner:
      () =>
      ({ message, partitionMetadata }) =>
        (message.partition ??= choose(message, partitionMetadata)),
    nextBatch() {
      batch = (batch + 1) & POSITIVE;
    },
  };
}

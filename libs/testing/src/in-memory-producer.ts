import { ProduceError, ProducerBusyError, recordBytes } from '@millrace/pipeline';
import type { OutboundRecord, RecordProducer } from '@millrace/pipeline';
import type { InMemoryTopics } from './in-memory-topics.js';

/** What acknowledges: resolves when it does, rejects with the reason when it refuses. */
export type Acknowledge = (records: readonly OutboundRecord[]) => Promise<void>;

/** What a producer of the in-memory log works on. */
export interface InMemoryProducerPorts {
  readonly topics: InMemoryTopics;
  readonly acknowledge: Acknowledge;
  readonly appended: () => void;
  readonly maxBufferedBytes: number;
}

const RETRY_AFTER_MS = 10;

/** Appends when acknowledged; refuses calls beyond its bound as the real one does. */
export function createInMemoryProducer(ports: InMemoryProducerPorts): RecordProducer {
  let buffered = 0;
  let closed = false;
  let spread = 0;
  const append = (record: OutboundRecord): void => {
    const topic = ports.topics.find(record.topic);
    if (!topic) throw new Error('there is no such topic');
    const index = record.key === null ? (spread += 1) : hash(Buffer.from(record.key));
    topic.partitions[index % topic.partitions.length]?.append({
      timestampMs: Date.now(),
      key: record.key === null ? null : Buffer.from(record.key),
      value: record.value,
      headers: bufferHeaders(record.headers),
    });
  };
  return {
    bufferedBytes: () => buffered,
    async send(records) {
      const [first] = records;
      if (!first) return;
      if (closed) throw new ProduceError(first.topic, 'the producer is closed');
      const bytes = records.reduce((sum, record) => sum + outboundBytes(record), 0);
      if (buffered > 0 && buffered + bytes > ports.maxBufferedBytes)
        throw new ProducerBusyError(buffered, RETRY_AFTER_MS);
      buffered += bytes;
      try {
        await ports.acknowledge(records);
        records.forEach(append);
        ports.appended();
      } catch (error) {
        throw new ProduceError(first.topic, error);
      } finally {
        buffered -= bytes;
      }
    },
    async close() {
      closed = true;
    },
  };
}

/** Kafka hands headers back as bytes, whatever they were written as. */
function bufferHeaders(headers: OutboundRecord['headers']): OutboundRecord['headers'] {
  const toBuffer = (value: Buffer | string) => Buffer.from(value);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.map(toBuffer) : toBuffer(value)]],
    ),
  );
}

function outboundBytes(record: OutboundRecord): number {
  const key = record.key === null ? null : Buffer.from(record.key);
  return recordBytes({ ...record, key, partition: 0, offset: 0, timestampMs: 0 });
}

/** Any spread by key will do here; which partition a key goes to is no part of the port. */
function hash(key: Buffer): number {
  return key.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7);
}

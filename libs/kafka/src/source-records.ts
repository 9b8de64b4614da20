import type { RecordHeaders, SourceRecord, TopicPartition } from '@millrace/pipeline';
import type { IHeaders, KafkaMessage } from 'kafkajs';

/**
 * Records with their bytes copied out of the fetch response into one buffer of their own. kafkajs hands out views of
 * the whole response, up to 10 MB over all partitions; a few records waiting in a slow lane would each keep a whole
 * response in memory.
 */
export function toSourceRecords(
  { topic, partition }: TopicPartition,
  messages: readonly KafkaMessage[],
): readonly SourceRecord[] {
  const copy = createCopier(messages.reduce((sum, message) => sum + messageBytes(message), 0));
  return messages.map((message) => ({
    topic,
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key && copy(message.key),
    value: message.value && copy(message.value),
    headers: copyHeaders(message.headers, copy),
  }));
}

const NO_HEADERS: RecordHeaders = Object.freeze({});

function copyHeaders(headers: IHeaders | undefined, copy: (bytes: Buffer) => Buffer): RecordHeaders {
  if (!headers) return NO_HEADERS;
  const copied: Record<string, Buffer | string | (Buffer | string)[] | undefined> = {};
  const copyOne = (value: Buffer | string) => (typeof value === 'string' ? value : copy(value));
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) copied[name] = Array.isArray(value) ? value.map(copyOne) : copyOne(value);
  }
  return copied;
}

function messageBytes(message: KafkaMessage): number {
  let bytes = (message.key?.length ?? 0) + (message.value?.length ?? 0);
  for (const name in message.headers) {
    const value = message.headers[name];
    for (const one of Array.isArray(value) ? value : [value]) bytes += one?.length ?? 0;
  }
  return bytes;
}

function createCopier(bytes: number): (from: Buffer) => Buffer {
  const slab = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  return (from) => {
    const start = at;
    at += from.copy(slab, start);
    return slab.subarray(start, at);
  };
}

import type { RecordHeaders, SourceRecord, TopicPartition } from '@millrace/pipeline';
import type { IHeaders, KafkaMessage } from 'kafkajs';

const NO_HEADERS: RecordHeaders = Object.freeze({});
const NO_BYTES = Buffer.alloc(0);

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
    headers: headers === undefined ? NO_HEADERS : soundHeaders(headers),
  }));
}

/**
 * kafkajs hands a header without a value over as null, and puts what every object has (`constructor`, `toString`) in
 * front of a header of that name. Almost no record has such headers, so they are looked for before any are copied.
 */
function soundHeaders(headers: IHeaders): RecordHeaders {
  for (const name in headers) {
    if (!Buffer.isBuffer(headers[name])) return repairedHeaders(headers);
  }
  return headers;
}

function repairedHeaders(headers: IHeaders): RecordHeaders {
  const entries = Object.entries(headers).map(([name, value]) => [name, valuesOf(value)] as const);
  // From entries, because a header may be named `__proto__`.
  return Object.fromEntries(entries);
}

function valuesOf(value: IHeaders[string] | null): Buffer | string | (Buffer | string)[] {
  if (!Array.isArray(value)) return value ?? NO_BYTES;
  const sent = (value as readonly unknown[]).filter(isSent).map((one) => one ?? NO_BYTES);
  const [only = NO_BYTES, second] = sent;
  return second === undefined ? only : sent;
}

function isSent(value: unknown): value is Buffer | null {
  return value === null || Buffer.isBuffer(value);
}

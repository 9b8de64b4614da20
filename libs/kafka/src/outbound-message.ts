import type { OutboundRecord } from '@millrace/pipeline';
import type { IHeaders, Message } from 'kafkajs';

/** A record on its way to kafkajs. */
export interface OutboundMessage {
  readonly topic: string;
  readonly message: Message;
  /** About what it takes on the wire before compression. */
  readonly bytes: number;
}

/** Bytes of a record's frame, lengths and deltas, and of each header's lengths; both at the most. */
const RECORD_OVERHEAD_BYTES = 32;
const HEADER_OVERHEAD_BYTES = 8;

/** The record as kafkajs takes it, with its size. */
export function outboundMessage(record: OutboundRecord): OutboundMessage {
  const headers: IHeaders = {};
  let bytes = RECORD_OVERHEAD_BYTES + sizeOf(record.key) + sizeOf(record.value);
  for (const [name, value] of Object.entries(record.headers)) {
    if (value === undefined) continue;
    headers[name] = value;
    for (const one of Array.isArray(value) ? value : [value])
      bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + sizeOf(one);
  }
  return { topic: record.topic, message: { key: record.key, value: record.value, headers }, bytes };
}

function sizeOf(value: Buffer | string | null): number {
  if (value === null) return 0;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}

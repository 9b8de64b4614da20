import type { OutboundRecord, RecordHeaders } from '@millrace/pipeline';
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
export function outboundMessage({ topic, key, value, headers }: OutboundRecord): OutboundMessage {
  let bytes = RECORD_OVERHEAD_BYTES + sizeOf(key) + sizeOf(value);
  let isWhole = true;
  for (const [name, given] of Object.entries(headers)) {
    if (given === undefined) isWhole = false;
    else bytes += headerBytes(name, given);
  }
  return {
    topic,
    message: { key, value, headers: isWhole ? headers : present(headers) },
    bytes,
  };
}

/** From entries, because a header may be named `__proto__`. */
function present(headers: RecordHeaders): IHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, given]) => given !== undefined));
}

function headerBytes(name: string, given: NonNullable<RecordHeaders[string]>): number {
  const values = Array.isArray(given) ? given : [given];
  const overhead = HEADER_OVERHEAD_BYTES + Buffer.byteLength(name);
  return values.reduce((total, one) => total + overhead + sizeOf(one), 0);
}

function sizeOf(value: Buffer | string | null): number {
  if (value === null) return 0;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}

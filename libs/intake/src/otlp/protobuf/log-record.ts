import type { Instant } from '@millrace/schemas';
import { instantOfWords } from '../epoch-instant.js';
import type { OtlpRecord } from '../otlp-record.js';
import { ATTRIBUTES_FIELD, readAnyValue } from './any-value.js';
import type { AttributesDraft } from './any-value.js';
import { WIRE } from './message-shape.js';
import type { Cursor, MessageShape } from './message-shape.js';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** A record while it is read; its body is the `value` it holds. */
export type RecordDraft = { -readonly [Key in Exclude<keyof OtlpRecord, 'body'>]: OtlpRecord[Key] } & {
  value: OtlpRecord['body'];
  attributes: AttributesDraft;
};

/** A record of which nothing is read yet. */
export function emptyRecord(): RecordDraft {
  return {
    time: undefined,
    observedTime: undefined,
    severityNumber: 0,
    severityText: '',
    value: null,
    attributes: {},
    droppedAttributesCount: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  };
}

/** `opentelemetry.proto.logs.v1.LogRecord`. */
export const LOG_RECORD: MessageShape<RecordDraft> = {
  1: {
    name: 'time_unix_nano',
    wire: WIRE.fixed64,
    read: (cursor, into) => void (into.time = readInstant(cursor)),
  },
  2: {
    name: 'severity_number',
    wire: WIRE.varint,
    read: ({ reader }, into) => void (into.severityNumber = reader.int32()),
  },
  3: {
    name: 'severity_text',
    wire: WIRE.bytes,
    read: ({ reader }, into) => void (into.severityText = reader.string()),
  },
  5: { name: 'body', wire: WIRE.bytes, read: readAnyValue },
  6: ATTRIBUTES_FIELD,
  7: {
    name: 'dropped_attributes_count',
    wire: WIRE.varint,
    read: ({ reader }, into) => void (into.droppedAttributesCount = reader.uint32()),
  },
  9: {
    name: 'trace_id',
    wire: WIRE.bytes,
    read: (cursor, into) => void (into.traceId = readId(cursor, TRACE_ID_BYTES)),
  },
  10: {
    name: 'span_id',
    wire: WIRE.bytes,
    read: (cursor, into) => void (into.spanId = readId(cursor, SPAN_ID_BYTES)),
  },
  11: {
    name: 'observed_time_unix_nano',
    wire: WIRE.fixed64,
    read: (cursor, into) => void (into.observedTime = readInstant(cursor)),
  },
  12: {
    name: 'event_name',
    wire: WIRE.bytes,
    read: ({ reader }, into) => void (into.eventName = reader.string()),
  },
};

function readInstant({ reader }: Cursor): Instant | undefined {
  const low = reader.fixed32();
  return instantOfWords(low, reader.fixed32());
}

/** An id of another length says that there is none. */
function readId({ reader }: Cursor, length: number): string {
  const id = reader.bytes();
  return id.length === length ? Buffer.from(id.buffer, id.byteOffset, id.length).toString('hex') : '';
}

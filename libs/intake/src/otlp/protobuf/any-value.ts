import { setOwn } from '../../fields/set-own.js';
import type { OtlpValue } from '../otlp-record.js';
import { readMessage, readNested, WIRE } from './message-shape.js';
import type { Cursor, MessageField, MessageShape } from './message-shape.js';
import { readInt64 } from './read-int64.js';

/** Attributes while they are read. */
export type AttributesDraft = Record<string, OtlpValue>;

/** Something that has one `AnyValue`. */
interface ValueHolder {
  value: OtlpValue;
}

/** `opentelemetry.proto.common.v1.AnyValue`. */
const ANY_VALUE: MessageShape<ValueHolder> = {
  1: {
    name: 'string_value',
    wire: WIRE.bytes,
    read: ({ reader }, into) => void (into.value = reader.string()),
  },
  2: { name: 'bool_value', wire: WIRE.varint, read: ({ reader }, into) => void (into.value = reader.bool()) },
  3: {
    name: 'int_value',
    wire: WIRE.varint,
    read: (cursor, into) => void (into.value = readInt64(cursor)),
  },
  4: {
    name: 'double_value',
    wire: WIRE.fixed64,
    read: ({ reader }, into) => void (into.value = reader.double()),
  },
  5: {
    name: 'array_value',
    wire: WIRE.bytes,
    read: (cursor, into) => {
      const values: OtlpValue[] = [];
      readNested(cursor, ARRAY_VALUE, values);
      into.value = values;
    },
  },
  6: {
    name: 'kvlist_value',
    wire: WIRE.bytes,
    read: (cursor, into) => {
      const values: AttributesDraft = {};
      readNested(cursor, KEY_VALUE_LIST, values);
      into.value = values;
    },
  },
  7: {
    name: 'bytes_value',
    wire: WIRE.bytes,
    read: ({ reader }, into) => void (into.value = Buffer.from(reader.bytes()).toString('base64')),
  },
};

/** `KeyValue`. */
const KEY_VALUE: MessageShape<ValueHolder & { key: string }> = {
  1: { name: 'key', wire: WIRE.bytes, read: ({ reader }, into) => void (into.key = reader.string()) },
  2: { name: 'value', wire: WIRE.bytes, read: readAnyValue },
};

/** `ArrayValue`. */
const ARRAY_VALUE: MessageShape<OtlpValue[]> = {
  1: {
    name: 'values',
    wire: WIRE.bytes,
    read: (cursor, into) => {
      const holder: ValueHolder = { value: null };
      readAnyValue(cursor, holder);
      into.push(holder.value);
    },
  },
};

/** `KeyValueList`. */
const KEY_VALUE_LIST: MessageShape<AttributesDraft> = {
  1: { name: 'values', wire: WIRE.bytes, read: readKeyValue },
};

/** Reads an `AnyValue` into what holds it. */
export function readAnyValue(cursor: Cursor, into: ValueHolder): void {
  readMessage(cursor, ANY_VALUE, into);
}

function readKeyValue(cursor: Cursor, into: AttributesDraft): void {
  const pair: ValueHolder & { key: string } = { key: '', value: null };
  readMessage(cursor, KEY_VALUE, pair);
  setOwn(into, pair.key, pair.value);
}

/** A field `attributes` of a message that is read into something with attributes. */
export const ATTRIBUTES_FIELD: MessageField<{ readonly attributes: AttributesDraft }> = {
  name: 'attributes',
  wire: WIRE.bytes,
  read: (cursor, into) => readKeyValue(cursor, into.attributes),
};

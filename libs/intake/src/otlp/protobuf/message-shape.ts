import type { Reader } from 'protobufjs/minimal.js';
import { OtlpDecodeError } from '../otlp-decode-error.js';
import { refuseDeep } from '../otlp-bounds.js';

/** Wire types of https://protobuf.dev/programming-guides/encoding/ that OTLP's logs use. */
export const WIRE = Object.freeze({ varint: 0, fixed64: 1, bytes: 2, fixed32: 5 });

/** Where in a message one is. */
export interface Cursor {
  /** Its `len` is the end of the innermost message. */
  readonly reader: Reader;
  /** Values within values. */
  depth: number;
}

/** How a field is read into what its message becomes. */
export interface MessageField<Into> {
  readonly name: string;
  readonly wire: number;
  read(cursor: Cursor, into: Into): void;
}

/** The fields of a message by number; others are passed over. */
export type MessageShape<Into> = Readonly<Record<number, MessageField<Into>>>;

/** Reads all fields up to the end of the innermost message. Throws when a known field has another wire type. */
export function readFields<Into>(cursor: Cursor, shape: MessageShape<Into>, into: Into): void {
  const { reader } = cursor;
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    const field = shape[tag >>> 3];
    if (field === undefined) reader.skipType(tag & 7, 0, tag >>> 3);
    else {
      if (field.wire !== (tag & 7)) throw wrongType(field.name);
      field.read(cursor, into);
    }
  }
}

/** Reads an embedded message: its length, then its fields. */
export function readMessage<Into>(cursor: Cursor, shape: MessageShape<Into>, into: Into): void {
  const { reader } = cursor;
  const length = reader.uint32();
  const outerEnd = reader.len;
  const end = reader.pos + length;
  if (end > outerEnd) throw new OtlpDecodeError('a length reaches beyond its message');
  reader.len = end;
  readFields(cursor, shape, into);
  reader.len = outerEnd;
}

/** Reads an embedded message that may hold itself. */
export function readNested<Into>(cursor: Cursor, shape: MessageShape<Into>, into: Into): void {
  refuseDeep(++cursor.depth);
  readMessage(cursor, shape, into);
  cursor.depth--;
}

/** A known field whose bytes are of another kind. */
export function wrongType(name: string): OtlpDecodeError {
  return new OtlpDecodeError(`${name} has the wrong wire type`);
}

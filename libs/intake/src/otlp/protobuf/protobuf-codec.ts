import protobuf from 'protobufjs/minimal.js';
import type { Reader } from 'protobufjs/minimal.js';
import { refuseLargeOrigin } from '../otlp-bounds.js';
import { OtlpDecodeError } from '../otlp-decode-error.js';
import type { OtlpCodec, OtlpGroup, OtlpRecord, OtlpScope } from '../otlp-record.js';
import { ATTRIBUTES_FIELD } from './any-value.js';
import type { AttributesDraft } from './any-value.js';
import { emptyRecord, LOG_RECORD } from './log-record.js';
import { readFields, WIRE, wrongType } from './message-shape.js';
import type { MessageShape } from './message-shape.js';

/** `opentelemetry.proto.resource.v1.Resource`. */
const RESOURCE: MessageShape<{ readonly attributes: AttributesDraft }> = { 1: ATTRIBUTES_FIELD };

type ScopeDraft = { -readonly [Key in keyof OtlpScope]: OtlpScope[Key] } & { attributes: AttributesDraft };

/** `opentelemetry.proto.common.v1.InstrumentationScope`. */
const SCOPE: MessageShape<ScopeDraft> = {
  1: { name: 'name', wire: WIRE.bytes, read: ({ reader }, into) => void (into.name = reader.string()) },
  2: { name: 'version', wire: WIRE.bytes, read: ({ reader }, into) => void (into.version = reader.string()) },
  3: ATTRIBUTES_FIELD,
};

/** Field numbers of the messages that hold the logs; these are not decoded but walked, so that logs stay views. */
const REQUEST_RESOURCE_LOGS = { name: 'resource_logs', number: 1 };
const RESOURCE_LOGS_RESOURCE = { name: 'resource', number: 1 };
const RESOURCE_LOGS_SCOPE_LOGS = { name: 'scope_logs', number: 2 };
const SCOPE_LOGS_SCOPE = { name: 'scope', number: 1 };
const SCOPE_LOGS_LOG_RECORDS = { name: 'log_records', number: 2 };

/**
 * OTLP in protobuf. Written against the wire format instead of generated messages: each log stays a view of the body
 * until its turn, becomes plain values in one pass, and a wrong wire type or too deep a value is refused, not read.
 */
export const protobufCodec: OtlpCodec = {
  groups: groupsOf,
  record: (bytes) => {
    const { value, ...record } = decode(bytes, LOG_RECORD, emptyRecord());
    return { ...record, body: value } satisfies OtlpRecord;
  },
};

function* groupsOf(body: Buffer): Generator<OtlpGroup> {
  for (const resourceLogs of submessages(body, REQUEST_RESOURCE_LOGS)) {
    const resourceBytes = lastOf(submessages(resourceLogs, RESOURCE_LOGS_RESOURCE));
    refuseLargeOrigin(resourceBytes.length);
    const { attributes: resource } = decode(resourceBytes, RESOURCE, { attributes: {} });
    let isEmpty = true;
    for (const scopeLogs of submessages(resourceLogs, RESOURCE_LOGS_SCOPE_LOGS)) {
      isEmpty = false;
      yield groupOf(scopeLogs, resource, resourceBytes.length);
    }
    if (isEmpty) yield groupOf(NOTHING, resource, resourceBytes.length);
  }
}

const NOTHING = Buffer.alloc(0);

function groupOf(scopeLogs: Buffer, resource: OtlpGroup['resource'], resourceBytes: number): OtlpGroup {
  const scopeBytes = lastOf(submessages(scopeLogs, SCOPE_LOGS_SCOPE));
  const originBytes = resourceBytes + scopeBytes.length;
  refuseLargeOrigin(originBytes);
  return {
    resource,
    scope: decode(scopeBytes, SCOPE, { name: '', version: '', attributes: {} }),
    originBytes,
    records: submessages(scopeLogs, SCOPE_LOGS_LOG_RECORDS),
  };
}

interface EmbeddedField {
  readonly name: string;
  readonly number: number;
}

/** The embedded messages under one field, as views, lazily; everything else is passed over. */
function* submessages(bytes: Buffer, field: EmbeddedField): Generator<Buffer> {
  const reader = protobuf.Reader.create(bytes);
  for (;;) {
    const length = skipToNext(reader, field);
    if (length === undefined) return;
    yield bytes.subarray(reader.pos - length, reader.pos);
  }
}

/** Goes past the next message under the field; its length, or undefined at the end. */
function skipToNext(reader: Reader, { name, number }: EmbeddedField): number | undefined {
  try {
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (tag >>> 3 === number) {
        if ((tag & 7) !== WIRE.bytes) throw wrongType(name);
        const length = reader.uint32();
        reader.skip(length);
        return length;
      }
      reader.skipType(tag & 7, 0, tag >>> 3);
    }
    return undefined;
  } catch (error) {
    throw faultOf(error);
  }
}

/** Of a field that should stand once, the last counts. */
function lastOf(views: Iterable<Buffer>): Buffer {
  let last: Buffer = NOTHING;
  for (const view of views) last = view;
  return last;
}

function decode<Into>(bytes: Buffer, shape: MessageShape<Into>, into: Into): Into {
  try {
    readFields({ reader: protobuf.Reader.create(bytes), depth: 0 }, shape, into);
    return into;
  } catch (error) {
    throw faultOf(error);
  }
}

/** The reader throws a bare `Error` or a `RangeError` for whatever is not protobuf; a bug of ours is neither. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof OtlpDecodeError) return error;
  const isReaders = error.constructor === Error || error.constructor === RangeError;
  return isReaders ? new OtlpDecodeError('the bytes are not protobuf, or end too early') : error;
}

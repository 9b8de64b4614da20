import fc from 'fast-check';
import Long from 'long';
import protobuf from 'protobufjs';

// It finds the class by itself where modules are not transformed.
protobuf.util.Long = Long;
protobuf.configure();

/** An `AnyValue` as the JSON encoding spells it, and everything that is made of it. */
type JsonMessage = Record<string, unknown>;

const list = (type: string, id: number) => ({ rule: 'repeated', type, id });
const oneof = (...names: string[]) => ({ value: { oneof: names } });

/** The messages of OTLP's logs as its repository declares them, for the reflection of protobufjs. */
const MESSAGES = protobuf.Root.fromJSON({
  nested: {
    AnyValue: {
      oneofs: oneof(
        ...['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'],
      ),
      fields: {
        stringValue: { type: 'string', id: 1 },
        boolValue: { type: 'bool', id: 2 },
        intValue: { type: 'int64', id: 3 },
        doubleValue: { type: 'double', id: 4 },
        arrayValue: { type: 'ArrayValue', id: 5 },
        kvlistValue: { type: 'KeyValueList', id: 6 },
        bytesValue: { type: 'bytes', id: 7 },
      },
    },
    ArrayValue: { fields: { values: list('AnyValue', 1) } },
    KeyValueList: { fields: { values: list('KeyValue', 1) } },
    KeyValue: { fields: { key: { type: 'string', id: 1 }, value: { type: 'AnyValue', id: 2 } } },
    Resource: { fields: { attributes: list('KeyValue', 1) } },
    Scope: {
      fields: {
        name: { type: 'string', id: 1 },
        version: { type: 'string', id: 2 },
        attributes: list('KeyValue', 3),
      },
    },
    LogRecord: {
      fields: {
        timeUnixNano: { type: 'fixed64', id: 1 },
        severityNumber: { type: 'int32', id: 2 },
        severityText: { type: 'string', id: 3 },
        body: { type: 'AnyValue', id: 5 },
        attributes: list('KeyValue', 6),
        droppedAttributesCount: { type: 'uint32', id: 7 },
        flags: { type: 'fixed32', id: 8 },
        traceId: { type: 'bytes', id: 9 },
        spanId: { type: 'bytes', id: 10 },
        observedTimeUnixNano: { type: 'fixed64', id: 11 },
        eventName: { type: 'string', id: 12 },
        unheardOf: { type: 'string', id: 99 },
      },
    },
    ScopeLogs: {
      fields: {
        scope: { type: 'Scope', id: 1 },
        logRecords: list('LogRecord', 2),
        schemaUrl: { type: 'string', id: 3 },
      },
    },
    ResourceLogs: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        scopeLogs: list('ScopeLogs', 2),
        schemaUrl: { type: 'string', id: 3 },
      },
    },
    ExportLogsServiceRequest: { fields: { resourceLogs: list('ResourceLogs', 1) } },
    PartialSuccess: {
      fields: { rejectedLogRecords: { type: 'int64', id: 1 }, errorMessage: { type: 'string', id: 2 } },
    },
    ExportLogsServiceResponse: { fields: { partialSuccess: { type: 'PartialSuccess', id: 1 } } },
    Status: { fields: { code: { type: 'int32', id: 1 }, message: { type: 'string', id: 2 } } },
  },
});

/** A request of one log, as JSON spells it. */
export function requestOf(...logRecords: readonly JsonMessage[]): JsonMessage {
  return { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
}

/** A request in JSON. */
export function asJson(request: JsonMessage): Buffer {
  return Buffer.from(JSON.stringify(request));
}

/** The same request in protobuf. */
export function asProtobuf(request: JsonMessage): Buffer {
  const type = MESSAGES.lookupType('ExportLogsServiceRequest');
  return Buffer.from(type.encode(type.fromObject(withBytes(request) as JsonMessage)).finish());
}

/** A request in protobuf whose log has a text within lists as body, `depth` levels deep. */
export function nestedProtobuf(depth: number): Buffer {
  let value = embedded(1, Buffer.from('x'));
  for (let level = 0; level < depth; level++) value = embedded(5, embedded(1, value));
  return embedded(1, embedded(2, embedded(2, embedded(5, value))));
}

function embedded(field: number, bytes: Uint8Array): Buffer {
  return Buffer.from(
    protobuf.Writer.create()
      .uint32((field << 3) | 2)
      .bytes(bytes)
      .finish(),
  );
}

/** A message of an answer, decoded. */
export function decodeMessage(type: string, bytes: Uint8Array): JsonMessage {
  const message = MESSAGES.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: String });
}

/** JSON has ids in hexadecimal, protobuf has their bytes. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isId = name === 'traceId' || name === 'spanId';
      return [name, isId ? Buffer.from(String(member), 'hex') : withBytes(member)];
    }),
  );
}

const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }).map((given) => given.toWellFormed()),
);
const names = fc.oneof(
  text,
  fc.constantFrom(
    'message',
    'msg',
    'level',
    'service.name',
    'exception.type',
    'event.id',
    'time',
    '__proto__',
  ),
);

const { value: anyValue, keyValues } = fc.letrec<{ value: JsonMessage; keyValues: JsonMessage[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => ({ doubleValue: value === 0 ? 0 : value })),
    fc.uint8Array().map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.array(tie('value'), { maxLength: 4 }).map((values) => ({ arrayValue: { values } })),
    tie('keyValues').map((values) => ({ kvlistValue: { values } })),
    fc.constant({}),
  ),
  keyValues: fc.array(fc.record({ key: names, value: tie('value') }), { maxLength: 4 }),
}));

const logRecord = fc.record(
  {
    timeUnixNano: nanos,
    observedTimeUnixNano: nanos,
    severityNumber: fc.integer({ min: 0, max: 30 }),
    severityText: text,
    body: anyValue,
    attributes: keyValues,
    droppedAttributesCount: fc.nat(),
    flags: fc.nat(),
    traceId: fc.stringMatching(/^[0-9a-f]{32}$/),
    spanId: fc.stringMatching(/^[0-9a-f]{16}$/),
    eventName: text,
    unheardOf: text,
  },
  { requiredKeys: [] },
);

/** Any request that is one. */
export const anyRequest: fc.Arbitrary<JsonMessage> = fc.record({
  resourceLogs: fc.array(
    fc.record(
      {
        resource: fc.record({ attributes: keyValues }),
        scopeLogs: fc.array(
          fc.record(
            {
              scope: fc.record({ name: text, version: text, attributes: keyValues }, { requiredKeys: [] }),
              logRecords: fc.array(logRecord, { maxLength: 4 }),
              schemaUrl: text,
            },
            { requiredKeys: [] },
          ),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
});

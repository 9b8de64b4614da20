import protobuf from 'protobufjs/minimal.js';
import { sampleEvent } from './event-batch.js';

const BYTES = 2;
const { Writer } = protobuf;
type Value = string | number | boolean;

/** An export request of `count` of the same events in protobuf, beginning with number `from`; one service a request. */
export function otlpProtobufBatch(from: number, count: number): Buffer {
  const records = Array.from({ length: count }, (_, index) => embedded(2, recordOf(from + index)));
  const resource = embedded(1, keyValue(1, 'service.name', `service-${from % 12}`));
  const scope = embedded(1, text(1, 'bench'));
  const scopeLogs = embedded(2, Buffer.concat([scope, ...records]));
  return embedded(1, Buffer.concat([resource, scopeLogs]));
}

/** The same in JSON. */
export function otlpJsonBatch(from: number, count: number): Buffer {
  const logRecords = Array.from({ length: count }, (_, index) => {
    const { time, level, message, attributes } = partsOf(from + index);
    return {
      timeUnixNano: `${time}000000`,
      severityNumber: 9,
      severityText: level,
      body: { stringValue: message },
      attributes: attributes.map(([key, value]) => ({ key, value: jsonValue(value) })),
    };
  });
  const attributes = [{ key: 'service.name', value: { stringValue: `service-${from % 12}` } }];
  const scopeLogs = [{ scope: { name: 'bench' }, logRecords }];
  return Buffer.from(JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs }] }));
}

function partsOf(at: number) {
  const { '@timestamp': time, level = 'info', service: _, message, http, ...rest } = sampleEvent(at);
  const attributes: [string, Value][] = [
    ...Object.entries(rest),
    ...Object.entries(http).map(([name, value]): [string, Value] => [`http.${name}`, value ?? '']),
  ];
  return { time: Date.parse(time), level, message, attributes };
}

function recordOf(at: number): Buffer {
  const { time, level, message, attributes } = partsOf(at);
  const nanos = BigInt(time) * 1_000_000n;
  const head = Writer.create().uint32((1 << 3) | 1);
  head.fixed32(Number(nanos & 0xffffffffn)).fixed32(Number(nanos >> 32n));
  head.uint32(2 << 3).int32(9);
  return Buffer.concat([
    head.finish(),
    text(3, level),
    embedded(5, text(1, message)),
    ...attributes.map(([name, value]) => keyValue(6, name, value)),
  ]);
}

function keyValue(field: number, name: string, value: Value): Buffer {
  return embedded(field, Buffer.concat([text(1, name), embedded(2, anyValue(value))]));
}

function anyValue(value: Value): Uint8Array {
  if (typeof value === 'string') return text(1, value);
  const writer = Writer.create();
  if (typeof value === 'boolean')
    return writer
      .uint32(2 << 3)
      .bool(value)
      .finish();
  return writer
    .uint32((4 << 3) | 1)
    .double(value)
    .finish();
}

function jsonValue(value: Value) {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { doubleValue: value };
}

function text(field: number, value: string): Uint8Array {
  return Writer.create()
    .uint32((field << 3) | BYTES)
    .string(value)
    .finish();
}

function embedded(field: number, bytes: Uint8Array): Buffer {
  return Buffer.from(
    Writer.create()
      .uint32((field << 3) | BYTES)
      .bytes(bytes)
      .finish(),
  );
}

import { setOwn } from '../../fields/set-own.js';
import { parseJson } from '../../json/parse-json.js';
import { refuseDeep } from '../otlp-bounds.js';
import { OtlpDecodeError } from '../otlp-decode-error.js';
import type { OtlpAttributes, OtlpValue } from '../otlp-record.js';

/** A parsed JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses the JSON object that one message is; throws when it is none. Depth costs the engine's parser no stack. */
export function parseObject(bytes: Buffer, what: string): JsonObject {
  const json = parseJson(bytes.toString('utf8'), () => false);
  if (!json.ok) throw new OtlpDecodeError(`${what} is ${json.reason}`);
  return asObject(json.value, what);
}

/** A member as an object; throws when it is something else. */
function asObject(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw expected(what, 'an object');
}

/** A member as a text, empty when it is absent; throws when it is something else. */
export function asText(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw expected(what, 'a string');
}

/** A 32-bit integer, which may be written as a string; 0 when it is absent. */
export function asInteger(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && Math.abs(number) <= MAX_32_BITS)
    return number;
  throw expected(what, 'an integer of 32 bits');
}

/** A list of `KeyValue`; empty when it is absent. */
export function asAttributes(value: unknown, what: string, depth = 0): OtlpAttributes {
  const attributes: Record<string, OtlpValue> = {};
  for (const item of asList(value, what)) {
    const pair = asObject(item, what);
    setOwn(attributes, asText(pair['key'], 'key'), asValue(pair['value'], 'value', depth));
  }
  return attributes;
}

/** An `AnyValue`; null when it is absent or holds nothing. */
export function asValue(value: unknown, what: string, depth = 0): OtlpValue {
  if (value === undefined || value === null) return null;
  const holder = asObject(value, what);
  for (const [name, read] of VALUE_READERS) {
    const held = holder[name];
    if (held !== undefined && held !== null) return read(held, depth);
  }
  return null;
}

type ReadValue = (value: unknown, depth: number) => OtlpValue;

const VALUE_READERS: readonly (readonly [name: string, read: ReadValue])[] = [
  ['stringValue', (value) => asText(value, 'stringValue')],
  ['intValue', readInteger],
  ['boolValue', readBoolean],
  ['doubleValue', readDouble],
  ['arrayValue', readList],
  ['kvlistValue', readMap],
  ['bytesValue', readBytes],
];

const MAX_32_BITS = 2 ** 32 - 1;
const DIGITS = /^-?\d{1,20}$/;
/** In the alphabet of the standard or that of URLs, padded or not. */
const BASE64 = /^[\w+/-]*={0,2}$/;
const SPECIAL_DOUBLES: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

function readInteger(value: unknown): OtlpValue {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value !== 'string' || !DIGITS.test(value)) throw expected('intValue', 'an integer');
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readBoolean(value: unknown): OtlpValue {
  if (typeof value === 'boolean') return value;
  throw expected('boolValue', 'true or false');
}

function readDouble(value: unknown): OtlpValue {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isNaN(number) || SPECIAL_DOUBLES.has(value)) return number;
  throw expected('doubleValue', 'a number');
}

/** Spelt in one way, as from protobuf, whichever the sender chose. */
function readBytes(value: unknown): OtlpValue {
  const text = asText(value, 'bytesValue');
  if (BASE64.test(text)) return Buffer.from(text, 'base64').toString('base64');
  throw expected('bytesValue', 'base64');
}

function readList(value: unknown, depth: number): OtlpValue {
  refuseDeep(depth + 1);
  const { values } = asObject(value, 'arrayValue');
  return asList(values, 'arrayValue.values').map((item) => asValue(item, 'arrayValue.values', depth + 1));
}

function readMap(value: unknown, depth: number): OtlpValue {
  refuseDeep(depth + 1);
  return asAttributes(asObject(value, 'kvlistValue')['values'], 'kvlistValue.values', depth + 1);
}

function asList(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw expected(what, 'an array');
}

/** What a member is not. */
export function expected(what: string, kind: string): OtlpDecodeError {
  return new OtlpDecodeError(`${what}: expected ${kind}`);
}

import { isUtf8 } from 'node:buffer';
import type { Instant } from '@millrace/schemas';
import { arrayParts } from '../../json/json-parts.js';
import { instantOfDigits } from '../epoch-instant.js';
import { refuseLargeOrigin } from '../otlp-bounds.js';
import { OtlpDecodeError } from '../otlp-decode-error.js';
import type { OtlpCodec, OtlpGroup, OtlpRecord, OtlpScope } from '../otlp-record.js';
import { jsonMembers } from './json-members.js';
import { asAttributes, asInteger, asText, asValue, expected, parseObject } from './json-value.js';

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NANOS = /^\d{1,20}$/;
const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;
const NOTHING = Buffer.alloc(0);

/**
 * OTLP in JSON: lowerCamelCase names, hexadecimal ids, 64-bit integers as strings or numbers, unknown members passed
 * over. Split by counting brackets, so that only one log at a time is parsed.
 */
export const jsonCodec: OtlpCodec = { groups: groupsOf, record: recordOf };

function* groupsOf(body: Buffer): Generator<OtlpGroup> {
  if (!isUtf8(body)) throw new OtlpDecodeError('the body is not UTF-8');
  const request = jsonMembers(body, { of: 'the body', names: ['resourceLogs'] });
  for (const resourceLogs of elements(request.get('resourceLogs'), 'resourceLogs')) {
    const members = jsonMembers(resourceLogs, { of: 'resourceLogs', names: ['resource', 'scopeLogs'] });
    const resourceBytes = present(members.get('resource'));
    refuseLargeOrigin(resourceBytes.length);
    const { attributes } = resourceBytes.length === 0 ? {} : parseObject(resourceBytes, 'resource');
    const resource = asAttributes(attributes, 'resource.attributes');
    let isEmpty = true;
    for (const scopeLogs of elements(members.get('scopeLogs'), 'scopeLogs')) {
      isEmpty = false;
      yield groupOf(scopeLogs, resource, resourceBytes.length);
    }
    if (isEmpty) yield { resource, scope: scopeOf(NOTHING), originBytes: resourceBytes.length, records: [] };
  }
}

function groupOf(scopeLogs: Buffer, resource: OtlpGroup['resource'], resourceBytes: number): OtlpGroup {
  const members = jsonMembers(scopeLogs, { of: 'scopeLogs', names: ['scope', 'logRecords'] });
  const scopeBytes = present(members.get('scope'));
  const originBytes = resourceBytes + scopeBytes.length;
  refuseLargeOrigin(originBytes);
  return {
    resource,
    scope: scopeOf(scopeBytes),
    originBytes,
    records: elements(members.get('logRecords'), 'logRecords'),
  };
}

function scopeOf(bytes: Buffer): OtlpScope {
  const scope = bytes.length === 0 ? {} : parseObject(bytes, 'scope');
  return {
    name: asText(scope['name'], 'scope.name'),
    version: asText(scope['version'], 'scope.version'),
    attributes: asAttributes(scope['attributes'], 'scope.attributes'),
  };
}

function recordOf(bytes: Buffer): OtlpRecord {
  const record = parseObject(bytes, 'the record');
  return {
    time: instant(record['timeUnixNano'], 'timeUnixNano'),
    observedTime: instant(record['observedTimeUnixNano'], 'observedTimeUnixNano'),
    severityNumber: asInteger(record['severityNumber'], 'severityNumber'),
    severityText: asText(record['severityText'], 'severityText'),
    body: asValue(record['body'], 'body'),
    attributes: asAttributes(record['attributes'], 'attributes'),
    droppedAttributesCount: asInteger(record['droppedAttributesCount'], 'droppedAttributesCount'),
    traceId: id(record['traceId'], 'traceId', TRACE_ID),
    spanId: id(record['spanId'], 'spanId', SPAN_ID),
    eventName: asText(record['eventName'], 'eventName'),
  };
}

function instant(value: unknown, what: string): Instant | undefined {
  if (value === undefined || value === null) return undefined;
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits === 'string' && NANOS.test(digits)) return instantOfDigits(digits);
  throw expected(what, 'nanoseconds since 1970');
}

/** An id of another form says that there is none. */
function id(value: unknown, what: string, form: RegExp): string {
  const text = asText(value, what);
  return form.test(text) ? text.toLowerCase() : '';
}

function elements(value: Buffer | undefined, what: string): Iterable<Buffer> {
  const list = present(value);
  if (list.length === 0) return [];
  if (list[0] !== OPEN_BRACKET || list.at(-1) !== CLOSE_BRACKET) throw expected(what, 'an array');
  return arrayParts(list);
}

/** The bytes of a member; none when it is absent or null. */
function present(value: Buffer | undefined): Buffer {
  return value === undefined || value.equals(NULL) ? NOTHING : value;
}

const NULL = Buffer.from('null');

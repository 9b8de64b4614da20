import { BOUNDS, canonicalDocumentSchema } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intakeContext, NOW_MS } from '../../test/intake-context.js';
import { anyRequest, asJson, asProtobuf, nestedProtobuf, requestOf } from '../../test/otlp-request.js';
import { canonicalise } from '../canonical/canonicalise.js';
import { MAX_OTLP_DEPTH } from './otlp-bounds.js';
import { OtlpDecodeError } from './otlp-decode-error.js';
import { otlpLogs } from './otlp-logs.js';
import type { OtlpEncoding } from './otlp-logs.js';

const all = (body: Buffer, encoding: OtlpEncoding) => [...otlpLogs(body, encoding)];
const results = (body: Buffer, encoding: OtlpEncoding) =>
  all(body, encoding).map((log) => ({ result: log.parse(), text: log.describe().toString() }));
const faultOf = (body: Buffer, encoding: OtlpEncoding): unknown => {
  try {
    return all(body, encoding).length;
  } catch (error) {
    return error;
  }
};

/** A value within lists, `depth` levels deep. */
function nested(depth: number): Record<string, unknown> {
  let value: Record<string, unknown> = { stringValue: 'x' };
  for (let level = 0; level < depth; level++) value = { arrayValue: { values: [value] } };
  return value;
}

describe('an export request', () => {
  it('is read alike from JSON and from protobuf', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(results(asProtobuf(request), 'protobuf')).toEqual(results(asJson(request), 'json'));
      }),
      { numRuns: 300 },
    );
  });

  it('makes valid documents, whatever it says', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        for (const log of all(asProtobuf(request), 'protobuf')) {
          const parsed = log.parse();
          if (!parsed.ok) continue;
          const stamp = { kind: 'instant', epochMs: NOW_MS, nanos: 0 } as const;
          const canonical = canonicalise({ ...parsed.log, stamp }, intakeContext());
          if (!canonical.ok) continue;
          const document: unknown = JSON.parse(canonical.bytes.toString());
          expect(canonicalDocumentSchema.safeParse(document).error).toBeUndefined();
        }
      }),
    );
  });

  it('numbers its logs across resources and scopes, and each is a view of the body', () => {
    const scopeLogs = [{ logRecords: [{}, {}] }, { logRecords: [{}] }];
    const request = { resourceLogs: [{ scopeLogs }, { scopeLogs }] };
    const body = asProtobuf(request);
    const logs = all(body, 'protobuf');
    expect(logs.map(({ raw }) => raw.index)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { raw } of logs) expect(raw.bytes.buffer).toBe(body.buffer);
  });

  it.each(['', ' \n'])('may be empty in protobuf, but %j is no JSON', (text) => {
    expect(all(Buffer.alloc(0), 'protobuf')).toEqual([]);
    expect(all(Buffer.from('{}'), 'json')).toEqual([]);
    expect(faultOf(Buffer.from(text), 'json')).toBeInstanceOf(OtlpDecodeError);
  });

  it('does not decode a log over the bound, whose description only states its length', () => {
    const body = requestOf({ body: { stringValue: 'x'.repeat(BOUNDS.logBytes) } });
    for (const [log] of [all(asJson(body), 'json'), all(asProtobuf(body), 'protobuf')]) {
      expect(log?.parse()).toMatchObject({ ok: false, code: 'record-too-large' });
      expect(log?.describe().length).toBeLessThan(200);
    }
  });

  it('describes a log with its attributes by name, so that redaction finds those that hold secrets', () => {
    const attributes = [{ key: 'password', value: { stringValue: 'hunter2' } }];
    const [log] = all(asProtobuf(requestOf({ attributes })), 'protobuf');
    const { bytes, redacted } = intakeContext().redactor.bytes(log?.describe() ?? Buffer.alloc(0));
    expect(redacted).toBe(1);
    expect(bytes.toString()).not.toContain('hunter2');
  });
});

describe('what is no export request is refused, never a crash', () => {
  it('any bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, fc.constantFrom<OtlpEncoding>('json', 'protobuf'), (body, encoding) => {
        const outcome = faultOf(body, encoding);
        if (typeof outcome !== 'number') expect(outcome).toBeInstanceOf(OtlpDecodeError);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a request that was cut, or has one byte changed', () => {
    fc.assert(
      fc.property(anyRequest, fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (request, at, byte, isCut) => {
        for (const [encoding, whole] of [
          ['protobuf', asProtobuf(request)],
          ['json', asJson(request)],
        ] as const) {
          const body = Buffer.from(isCut ? whole.subarray(0, at % (whole.length + 1)) : whole);
          if (!isCut && body.length > 0) body[at % body.length] = byte;
          const outcome = faultOf(body, encoding);
          if (typeof outcome !== 'number') expect(outcome).toBeInstanceOf(OtlpDecodeError);
          if (isCut && encoding === 'json' && body.length < whole.length)
            expect(typeof outcome).toBe('object');
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Buffer]>([
    ['a length beyond the body', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a length beyond its message', Buffer.from([0x0a, 0x04, 0x12, 0x7f, 0x12, 0x00])],
    ['a group that never ends', Buffer.from([0x0b, 0x0b, 0x0b])],
    ['groups within groups', Buffer.alloc(100_000, 0x0b)],
    ['resource_logs as a varint', Buffer.from([0x08, 0x01])],
    ['log_records as a varint', Buffer.from([0x0a, 0x04, 0x12, 0x02, 0x10, 0x01])],
    ['a time as a varint', Buffer.from([0x0a, 0x06, 0x12, 0x04, 0x12, 0x02, 0x08, 0x01])],
    ['field number 0', Buffer.from([0x02, 0x00])],
    ['an endless varint', Buffer.alloc(40, 0xff)],
  ])('protobuf with %s', (_name, body) => {
    expect(faultOf(body, 'protobuf')).toBeInstanceOf(OtlpDecodeError);
  });

  it.each<[string, string]>([
    ['cut', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{'],
    ['two objects', '{}{}'],
    ['an array', '[]'],
    ['a number', '7'],
    ['no comma', '{"resourceLogs":[] "x":1}'],
    ['a comma too many', '{"resourceLogs":[],}'],
    ['an object for a list', '{"resourceLogs":{}}'],
    ['a text for a resource', '{"resourceLogs":[{"resource":"x"}]}'],
    ['a text for a scope', '{"resourceLogs":[{"scopeLogs":[{"scope":"x"}]}]}'],
    ['a number for a log', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[7]}]}]}'],
    ['nothing between commas', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},,{}]}]}]}'],
  ])('JSON with %s', (_name, text) => {
    expect(faultOf(Buffer.from(text), 'json')).toBeInstanceOf(OtlpDecodeError);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ body: 'x' }, 'body: expected an object'],
    [{ body: { stringValue: 5 } }, 'stringValue: expected a string'],
    [{ body: { intValue: 1.5 } }, 'intValue: expected an integer'],
    [{ body: { boolValue: 'true' } }, 'boolValue: expected true or false'],
    [{ body: { doubleValue: 'much' } }, 'doubleValue: expected a number'],
    [{ body: { arrayValue: [] } }, 'arrayValue: expected an object'],
    [{ body: { bytesValue: 'a?' } }, 'bytesValue: expected base64'],
    [{ body: { bytesValue: 5 } }, 'bytesValue: expected a string'],
    [{ body: { kvlistValue: { values: {} } } }, 'kvlistValue.values: expected an array'],
    [{ attributes: {} }, 'attributes: expected an array'],
    [{ timeUnixNano: 'noon' }, 'timeUnixNano: expected nanoseconds since 1970'],
    [{ timeUnixNano: -1 }, 'timeUnixNano: expected nanoseconds since 1970'],
    [{ severityNumber: 'SEVERITY_NUMBER_INFO' }, 'severityNumber: expected an integer of 32 bits'],
    [{ traceId: 5 }, 'traceId: expected a string'],
  ])('JSON with a wrong type, %j, and the log is named', (record, message) => {
    const fault = faultOf(asJson(requestOf({}, record)), 'json');
    expect(fault).toEqual(new OtlpDecodeError(`log 1: ${message}`));
  });

  it(`values nested deeper than ${MAX_OTLP_DEPTH} levels`, () => {
    const deepJson = (depth: number) => asJson(requestOf({ body: nested(depth) }));
    for (const [encoding, encode] of [
      ['json', deepJson],
      ['protobuf', nestedProtobuf],
    ] as const) {
      expect(faultOf(encode(MAX_OTLP_DEPTH), encoding)).toBe(1);
      expect(faultOf(encode(MAX_OTLP_DEPTH + 1), encoding)).toBeInstanceOf(OtlpDecodeError);
      expect(faultOf(encode(500), encoding)).toBeInstanceOf(OtlpDecodeError);
    }
    const brackets = Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${'['.repeat(100_000)}`);
    expect(faultOf(brackets, 'json')).toBeInstanceOf(OtlpDecodeError);
  });

  it('a resource that no document could hold', () => {
    const attributes = [{ key: 'k', value: { stringValue: 'x'.repeat(BOUNDS.documentBytes) } }];
    const request = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords: [{}] }] }] };
    expect(faultOf(asJson(request), 'json')).toBeInstanceOf(OtlpDecodeError);
    expect(faultOf(asProtobuf(request), 'protobuf')).toBeInstanceOf(OtlpDecodeError);
  });

  it('millions of empty resources or scopes', () => {
    const resources = Buffer.alloc(2 * 200_000, Buffer.from([0x0a, 0x00]));
    expect(faultOf(resources, 'protobuf')).toBeInstanceOf(OtlpDecodeError);
    const texts = Buffer.from(`{"resourceLogs":[${'{},'.repeat(200_000)}{}]}`);
    expect(faultOf(texts, 'json')).toBeInstanceOf(OtlpDecodeError);
  });
});

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixRecordHeaders } from './fix-record-headers.js';

interface Decoder {
  readVarInt(): number;
}
type Decode = (decoder: Decoder, batch: object) => { readonly headers: Readonly<Record<string, unknown>> };

const require = createRequire(import.meta.url);
const DecoderOf = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;
const decodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/decoder') as Decode;
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/index') as (record: object) => {
  readonly buffer: Buffer;
};

function decoded(headers: Readonly<Record<string, Buffer | Buffer[]>>): Readonly<Record<string, unknown>> {
  const { buffer } = encodeRecord({ key: null, value: null, headers });
  const decoder = new DecoderOf(buffer);
  decoder.readVarInt();
  return decodeRecord(decoder, { firstOffset: '0', firstTimestamp: '0' }).headers;
}

const names = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'valueOf', ''));
const value = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes));
const values = fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 4 }));

it('decodes any headers to what was encoded', () => {
  fixRecordHeaders();
  fixRecordHeaders();
  const headers = fc.array(fc.tuple(names, values)).map((entries) => Object.fromEntries(entries));
  fc.assert(
    fc.property(headers, (given) => {
      expect(decoded(given)).toEqual(given);
      expect(Object.keys(decoded(given))).toEqual(Object.keys(given));
    }),
  );
});

it('takes time in proportion to the number of headers, of as many names or of one', () => {
  fixRecordHeaders();
  const values = Array.from({ length: 150_000 }, () => Buffer.from('x'));
  const many = Object.fromEntries(values.map((one, index) => [`h${index}`, one]));
  expect(Object.keys(decoded(many))).toHaveLength(values.length);
  expect(decoded({ repeated: values })['repeated']).toHaveLength(values.length);
}, 10_000);

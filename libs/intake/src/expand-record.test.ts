import { BOUNDS } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRecord } from './expand-record.js';

const expand = (text: string, contentType?: string) =>
  [...expandRecord(Buffer.from(text), contentType)].map((raw) => (raw.ok ? raw.bytes.toString() : raw.code));

describe('expandRecord', () => {
  it.each([
    ['one object', '{"a":1}', ['{"a":1}']],
    ['lines of JSON', '{"a":1}\n\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
    ['an object over several lines', ' {\n "a": "}\\"",\n "b": [1]\n}\n', ['{\n "a": "}\\"",\n "b": [1]\n}']],
    ['an array', '[{"a":"],["},\n {"b":[2,3]} ]', ['{"a":"],["}', '{"b":[2,3]}']],
    ['an empty array', '[]', ['[]']],
    ['a broken first line', '{"a":"x\n{"b":2}', ['{"a":"x', '{"b":2}']],
    ['an unclosed object', '{"a":{\n{"b":2}', ['{"a":{', '{"b":2}']],
    ['text', 'one\ntwo\n', ['one', 'two']],
    ['text with a stack trace', 'x.Error: a\n  at b\n  at c\nnext', ['x.Error: a\n  at b\n  at c', 'next']],
    ['text with JSON lines between', 'one\n{"a":1}\ntwo', ['one', '{"a":1}', 'two']],
    ['text in brackets', '[main] started', ['[main] started']],
    ['JSON after a byte order mark', '\ufeff{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['text after a byte order mark', '\ufeffone\ntwo', ['one', 'two']],
    ['a byte order mark alone', '\ufeff', ['empty-record']],
    ['nothing', ' \n\t\r\n', ['empty-record']],
    ['no bytes', '', ['empty-record']],
  ])('finds the logs in %s', (_name, text, expected) => {
    expect(expand(text)).toEqual(expected);
  });

  it('reads JSON as JSON and text as text when told so', () => {
    expect(expand('not json\n{"a":1}', 'application/x-ndjson; charset=utf-8')).toEqual([
      'not json',
      '{"a":1}',
    ]);
    expect(expand('[1,"x",{}]', 'application/json')).toEqual(['1', '"x"', '{}']);
    expect(expand('[{"a":1}]', 'text/plain')).toEqual(['[{"a":1}]']);
    expect(expand('{}', 'application/x-protobuf')).toEqual(['unsupported-content-type']);
    expect([...expandRecord(Buffer.from('x'), 'application/x-ndjson')][0]).toMatchObject({ format: 'json' });
  });

  it('numbers the logs of a record from 0', () => {
    expect([...expandRecord(Buffer.from('a\nb\nc'))].map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('stops at the most logs a record may hold, and says so once', () => {
    const logs = [...expandRecord(Buffer.from('{}\n'.repeat(BOUNDS.logsPerRecord + 5)))];
    expect(logs).toHaveLength(BOUNDS.logsPerRecord + 1);
    expect(logs.at(-1)).toMatchObject({ ok: false, code: 'record-too-large' });
  });

  it('splits an array of any JSON objects into those objects', () => {
    const objects = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), { minLength: 1 });
    fc.assert(
      fc.property(objects, fc.nat({ max: 2 }), (array, indent) => {
        const parts = expand(JSON.stringify(array, null, indent), 'application/json');
        expect(parts.map((part) => JSON.parse(part))).toEqual(JSON.parse(JSON.stringify(array)));
      }),
    );
  });

  it('never throws and never invents bytes', () => {
    const type = fc.constantFrom(undefined, 'application/json', 'application/x-ndjson', 'text/plain');
    const byte = fc.constantFrom(...Buffer.from('{}[]",:\\\n\r\t ax\xff', 'latin1'));
    fc.assert(
      fc.property(fc.array(byte), type, (array, contentType) => {
        const bytes = Buffer.from(array);
        for (const raw of expandRecord(bytes, contentType)) {
          if (raw.ok) expect(raw.bytes.length).toBeLessThanOrEqual(bytes.length);
        }
      }),
    );
  });
});

import { recordBytes } from '@millrace/pipeline';
import type { SourceRecord } from '@millrace/pipeline';
import { expect, test } from 'vitest';
import { ownBytes } from './own-bytes.js';

const FETCH_BYTES = 1_048_576;

test('records own their bytes afterwards: nothing of the fetch stays referenced, and nothing has changed', () => {
  const fetch = Buffer.alloc(FETCH_BYTES, 'x');
  const view = (text: string, at: number) => fetch.subarray(at, at + fetch.write(text, at));
  const record = (offset: number): SourceRecord => ({
    topic: 'logs',
    partition: 0,
    offset,
    timestampMs: 7,
    key: view(`key-${offset}`, offset * 1_000),
    value: view(`{"at":${offset}}`, offset * 1_000 + 100),
    headers: {
      day: view('2026.11.21', offset * 1_000 + 200),
      twice: [view('a', offset * 1_000 + 300), 'text'],
      none: undefined,
    },
  });
  const bare: SourceRecord = { ...record(2), key: null, value: null, headers: {} };
  const records = [record(0), record(1), bare];
  const before = structuredClone(records);
  ownBytes(records);
  expect(structuredClone(records)).toEqual(before);
  const buffers = records
    .flatMap(({ key, value, headers }) => [key, value, ...Object.values(headers).flat()])
    .filter((bytes) => Buffer.isBuffer(bytes));
  expect(buffers).toHaveLength(8);
  const memory = new Set(buffers.map(({ buffer }) => buffer));
  expect(memory).not.toContain(fetch.buffer);
  const taken = [...memory].reduce((total, { byteLength }) => total + byteLength, 0);
  expect(taken).toBe(records.reduce((total, each) => total + recordBytes(each), 0));
});

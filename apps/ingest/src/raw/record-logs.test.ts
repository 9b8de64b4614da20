import fc from 'fast-check';
import { BOUNDS } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../../test/sample-record.js';
import { sampleOrigin } from '../../test/sample-origin.js';
import { recordLogs } from './record-logs.js';

function expand(value: string | null, contentType?: string) {
  const record = sampleRecord({
    value: value === null ? null : Buffer.from(value),
    headers: contentType === undefined ? {} : { 'content-type': contentType },
  });
  return [...recordLogs(record, sampleOrigin)];
}

describe('recordLogs', () => {
  it('has no part for a record that is one log, and the index of each log otherwise', () => {
    expect(expand('{"a":1}').map(({ part }) => part)).toEqual([undefined]);
    expect(expand('{"a":1}\n{"a":2}\n{"a":3}').map(({ part }) => part)).toEqual([0, 1, 2]);
  });

  it.each([null, '', ' \n'])('has one rejected log for an empty record (%j)', (value) => {
    expect(expand(value)).toMatchObject([{ raw: { ok: false, code: 'empty-record' } }]);
  });

  it('has one rejected log for a content type that holds no logs', () => {
    expect(expand('x', 'application/x-protobuf')).toMatchObject([
      { raw: { ok: false, code: 'unsupported-content-type' } },
    ]);
  });

  it('always has at least one log, in order from 0, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const indices = expand(value).map(({ raw }) => raw.index);
        expect(indices).toEqual(indices.map((_, at) => at));
        expect(indices.length).toBeGreaterThan(0);
      }),
    );
  });

  it('keeps everything beyond the number of logs a record may hold in one letter', () => {
    const line = '{"a":1}\n';
    const logs = expand(line.repeat(BOUNDS.logsPerRecord + 3), 'application/x-ndjson');
    expect(logs).toHaveLength(BOUNDS.logsPerRecord + 1);
    expect(logs.at(-1)).toMatchObject({ part: BOUNDS.logsPerRecord, raw: { code: 'record-too-large' } });
    expect(String(logs.at(-1)?.raw.bytes)).toBe(line.repeat(3));
  });
});

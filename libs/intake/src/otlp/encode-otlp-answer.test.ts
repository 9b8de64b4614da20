import { expect, test } from 'vitest';
import { decodeMessage } from '../../test/otlp-request.js';
import { encodeOtlpAnswer, encodeOtlpStatus } from './encode-otlp-answer.js';

test('an answer without a partial success has nothing in it', () => {
  expect(encodeOtlpAnswer(undefined, 'protobuf')).toHaveLength(0);
  expect(encodeOtlpAnswer(undefined, 'json').toString()).toBe('{}');
});

test('a partial success says how many and why, the count as JSON spells 64 bits', () => {
  const partial = { rejectedLogRecords: 3, errorMessage: 'zu groß' };
  const decoded = { partialSuccess: { rejectedLogRecords: '3', errorMessage: 'zu groß' } };
  expect(decodeMessage('ExportLogsServiceResponse', encodeOtlpAnswer(partial, 'protobuf'))).toEqual(decoded);
  expect(JSON.parse(encodeOtlpAnswer(partial, 'json').toString())).toEqual(decoded);
});

test('a refusal is a status', () => {
  const status = { code: 3, message: 'no' };
  expect(decodeMessage('Status', encodeOtlpStatus(status, 'protobuf'))).toEqual(status);
  expect(JSON.parse(encodeOtlpStatus(status, 'json').toString())).toEqual(status);
});

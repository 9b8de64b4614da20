import { expect, test } from 'vitest';
import { otlpEncoding, otlpProblem } from './otlp-answer.js';

test.each([
  ['application/x-protobuf', 'protobuf'],
  ['Application/JSON; charset=utf-8', 'json'],
  ['application/x-ndjson', undefined],
  [undefined, undefined],
])('a request of type %s is answered in %s', (contentType, encoding) => {
  expect(otlpEncoding(contentType)).toBe(encoding);
});

test.each([
  [400, 3],
  [401, 16],
  [503, 14],
  [418, 2],
])('a problem of status %i is a Status of code %i', (status, code) => {
  const problem = { status, code: 'invalid-request', title: 'No', detail: 'Because.' } as const;
  const { contentType, body } = otlpProblem(problem, 'json');
  expect(contentType).toBe('application/json');
  expect(JSON.parse(body.toString())).toEqual({ code, message: 'invalid-request: Because.' });
});

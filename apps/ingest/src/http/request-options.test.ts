import { ProblemError } from '@millrace/http';
import { describe, expect, it } from 'vitest';
import { parseReferenceTime } from './parse-reference-time.js';
import { requestOptions } from './request-options.js';

const NOW_MS = Date.UTC(2026, 10, 21);
const NDJSON = { 'content-type': 'application/x-ndjson' };

function read(headers: Record<string, string>, query = '') {
  const mediaTypes = ['application/x-ndjson', 'application/json', 'text/plain'];
  return requestOptions({ headers, query: new URLSearchParams(query) }, mediaTypes, NOW_MS);
}

function problemOf(headers: Record<string, string>, query = ''): string {
  try {
    read(headers, query);
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return 'none';
}

describe('requestOptions', () => {
  it('takes text entries only where lines of JSON are taken', () => {
    const headers = { 'content-type': 'application/vnd.millrace.text-entries+x-ndjson' };
    const request = { headers, query: new URLSearchParams() };
    expect(() => requestOptions(request, ['application/json'], NOW_MS)).toThrow('Send application/json.');
  });

  it.each([
    ['application/x-ndjson', 'application/x-ndjson', false],
    ['Application/JSON; charset=UTF-8', 'application/json', false],
    ['text/plain;charset="utf-8"', 'text/plain', false],
    ['application/vnd.millrace.text-entries+x-ndjson', 'application/x-ndjson', true],
  ])('takes %s', (contentType, mediaType, holdsTextEntries) => {
    expect(read({ 'content-type': contentType })).toMatchObject({ mediaType, holdsTextEntries });
  });

  it.each([
    '',
    'application/xml',
    'application/x-www-form-urlencoded',
    'text/plain; charset=latin1',
    'a/b/c',
  ])('refuses content type "%s"', (contentType) => {
    expect(problemOf({ 'content-type': contentType })).toBe('unsupported-content-type');
  });

  it('refuses a request that says nothing of its content', () => {
    expect(problemOf({})).toBe('unsupported-content-type');
  });

  it.each([
    [{ 'idempotency-key': '' }, ''],
    [{ 'idempotency-key': 'a b' }, ''],
    [{ 'idempotency-key': 'k'.repeat(257) }, ''],
    [{ 'millrace-reference-time': 'yesterday' }, ''],
    [{ 'millrace-reference-time': '2026-11-22T00:00:01Z' }, ''],
    [{ 'millrace-service': 's'.repeat(1_025) }, ''],
    [{}, 'format=xml'],
    [{}, 'utc-offset-minutes=1.5'],
    [{}, 'utc-offset-minutes=1081'],
  ])('refuses %j with query "%s"', (headers, query) => {
    expect(problemOf({ ...NDJSON, ...headers }, query)).toBe('invalid-request');
  });

  it('reads defaults from headers and, where headers cannot be set, from the query', () => {
    const { defaults } = read({ ...NDJSON, 'millrace-service': 'pay' }, 'service=other&host=h1&environment=');
    expect(defaults).toEqual({ service: 'pay', host: 'h1' });
  });

  it('reads hints, the key and the reference time', () => {
    const headers = {
      ...NDJSON,
      'idempotency-key': 'k-1',
      'millrace-reference-time': '2026-11-20T00:00:00Z',
    };
    expect(read(headers, 'format=logfmt&utc-offset-minutes=-90')).toMatchObject({
      idempotencyKey: 'k-1',
      referenceMs: Date.UTC(2026, 10, 20),
      hints: { format: 'logfmt', utcOffsetMinutes: -90 },
    });
  });

  it('keeps a well-formed trace context and leaves out any other', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    expect(read({ ...NDJSON, traceparent, tracestate: 'a=1' }).traceContext).toEqual({
      traceparent,
      tracestate: 'a=1',
    });
    expect(read({ ...NDJSON, traceparent: 'x', tracestate: 'a=1' })).not.toHaveProperty('traceContext');
  });
});

describe('parseReferenceTime', () => {
  it.each([
    ['1700000000000', 1_700_000_000_000],
    ['2026-11-21T12:00:00.123456789Z', Date.UTC(2026, 10, 21, 12, 0, 0, 123)],
    ['2026-11-21T12:00+01:00', Date.UTC(2026, 10, 21, 11)],
    ['2026-11-21T12:00:00', undefined],
    ['2026-13-21T12:00:00Z', undefined],
    ['1969-12-31T23:59:59Z', undefined],
    ['-1', undefined],
    ['', undefined],
  ])('reads "%s" as %s', (given, expected) => {
    expect(parseReferenceTime(given)).toBe(expected);
  });
});

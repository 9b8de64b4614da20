import { describe, expect, it } from 'vitest';
import { textCorrelation } from './text-correlation.js';

describe('textCorrelation', () => {
  it.each([
    ['handling request_id: abc-123.', 'abc-123'],
    ['Request-ID=7f3a', '7f3a'],
    ['trace-id="4bf92f3577b34da6"', '4bf92f3577b34da6'],
    ['traceId 4bf92f3577b34da6 done', '4bf92f3577b34da6'],
    ['x-correlation-id: c0ffee-1, request_id: r-1', 'c0ffee-1'],
    ['{"requestId":"r-77"}', 'r-77'],
    ['session 4711 opened', '4711'],
    ['New session: a1b2c3', 'a1b2c3'],
    [
      '[req-38101a0b-2096-447d-96ea-a692162415ae 113d3a99 - - -] GET',
      'req-38101a0b-2096-447d-96ea-a692162415ae',
    ],
  ])('finds the id in %j', (text, id) => {
    expect(textCorrelation(text)).toEqual({ id, source: 'text' });
  });

  it.each([
    'session opened for user root by (uid=0)',
    'session closed',
    'request id: none',
    'the request failed',
    'trace id missing',
    'req-abc',
    'session 7',
  ])('finds none in %j', (text) => {
    expect(textCorrelation(text)).toBeUndefined();
  });
});

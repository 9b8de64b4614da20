import { expect, it } from 'vitest';
import { problemError } from './problem-error.js';

const API = { service: 'api', url: 'http://127.0.0.1:8080', key: 'mr_a_b' } as const;

function errorOf(status: number, body: object | string) {
  return problemError(
    API,
    new Response(null, { status }),
    typeof body === 'string' ? body : JSON.stringify(body),
  );
}

it('ends a request that is not valid like a command line that is not', () => {
  const error = errorOf(400, {
    code: 'invalid-query',
    title: 'not valid',
    detail: 'At column 6: expected a word.',
  });
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain('At column 6: expected a word. (invalid-query)');
});

it.each([
  [401, { code: 'invalid-key', title: 'unknown' }],
  [503, { code: 'unavailable', title: 'away' }],
])('says what to do about %d, with status 3', (status, problem) => {
  const error = errorOf(status, problem);
  expect(error.exitCode).toBe(3);
  expect(error.hint).toBeDefined();
});

it('shows the beginning of an answer that is no problem document, with its control characters escaped', () => {
  const error = errorOf(400, `\u001b[31m${'x'.repeat(1_000)}`);
  expect(error.exitCode).toBe(3);
  expect(error.message).toContain('\\x1b[31mxxx');
  expect(error.message.length).toBeLessThan(300);
});

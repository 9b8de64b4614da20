import { describe, expect, test } from 'vitest';
import { judgeContinuation } from './continuation.js';

describe('the line that names a Java exception', () => {
  test.each([
    'java.lang.Error: out of luck',
    'java.lang.Exception: it failed',
    'java.lang.Throwable',
    'java.lang.IllegalStateException: it failed',
    'com.example.shop.PaymentError:',
  ])('%s goes on with the entry before it', (line) => {
    expect(judgeContinuation(line, 'none', false).continues).toBe(true);
  });

  test.each([
    'error: it failed',
    'java.lang.String: no exception',
    'Error: it failed',
    'java.lang.Errors: two',
  ])('%s is an entry of its own', (line) => {
    expect(judgeContinuation(line, 'none', false).continues).toBe(false);
  });

  test('a line with a header of its own is never a continuation', () => {
    expect(judgeContinuation('java.lang.Error: out of luck', 'none', true).continues).toBe(false);
  });
});

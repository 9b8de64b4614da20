import { describe, expect, it } from 'vitest';
import { resultUnlessAborted } from './result-unless-aborted.js';

const never = new Promise<string>(() => undefined);

describe('work that may be called off', () => {
  it('gives its result, or its error', async () => {
    const { signal } = new AbortController();
    expect(await resultUnlessAborted(Promise.resolve('done'), signal)).toBe('done');
    await expect(resultUnlessAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  });

  it('is over at once when the signal aborts, also when it had before, whatever becomes of the work', async () => {
    const calling = new AbortController();
    const work = Promise.withResolvers<string>();
    const result = resultUnlessAborted(work.promise, calling.signal);
    calling.abort();
    expect(await result).toBeUndefined();
    work.reject(new Error('too late to be heard'));
    expect(await resultUnlessAborted(never, calling.signal)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { unlessAborted } from './unless-aborted.js';

const never = new Promise<never>(() => undefined);

describe('unlessAborted', () => {
  it('gives what the work gives', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve('done'), signal)).toBe('done');
    await expect(unlessAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  });

  it('rejects with the reason as soon as the signal aborts, also when it did before', async () => {
    const calling = new AbortController();
    const result = unlessAborted(never, calling.signal);
    calling.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    await expect(unlessAborted(never, calling.signal)).rejects.toThrow('enough');
  });
});

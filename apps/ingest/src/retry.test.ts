import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';
import { retry } from './retry.js';

const never = new AbortController().signal;

describe('retry', () => {
  it('goes on until the work succeeds, waiting as the policy says', async () => {
    const waited: number[] = [];
    let calls = 0;
    const work = async () => {
      if (++calls < 4) throw new Error('not yet');
      return 'done';
    };
    const result = await retry(work, {
      signal: never,
      policy: (_error, attempt) => attempt * 10,
      wait: async (ms) => void waited.push(ms),
    });
    expect(result).toBe('done');
    expect(waited).toEqual([10, 20, 30]);
  });

  it('ends with an error that is final', async () => {
    const fault = new Error('wrong');
    const attempt = retry(() => Promise.reject(fault), {
      signal: never,
      policy: () => undefined,
      wait: async () => undefined,
    });
    await expect(attempt).rejects.toBe(fault);
  });

  it('ends at once when the signal aborts, though the work goes on', async () => {
    const controller = new AbortController();
    const reason = new Error('out of time');
    const attempt = retry(() => new Promise<never>(() => undefined), {
      signal: controller.signal,
      policy: () => 1,
      wait: async () => undefined,
    });
    controller.abort(reason);
    await expect(attempt).rejects.toBe(reason);
  });

  it('does not begin once the signal has aborted', async () => {
    let calls = 0;
    const work = async () => {
      calls++;
    };
    const attempt = retry(work, {
      signal: AbortSignal.abort(new Error('over')),
      policy: () => 1,
      wait: async () => undefined,
    });
    await expect(attempt).rejects.toThrow('over');
    expect(calls).toBe(0);
  });
});

describe('backoffMs', () => {
  it('doubles its ceiling up to five seconds', () => {
    const ceilings = [1, 2, 3, 6, 7, 1_000].map((attempt) => backoffMs(attempt, () => 1));
    expect(ceilings).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  });

  it('is spread over the whole of it', () => {
    expect(backoffMs(3, () => 0)).toBe(0);
    expect(backoffMs(3, () => 0.5)).toBe(200);
  });
});

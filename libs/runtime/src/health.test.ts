import { describe, expect, it } from 'vitest';
import { createHealth } from './health.js';

describe('health', () => {
  it('is ready when every check answers, else says which does not and why', async () => {
    let now = 0;
    let reason: string | undefined = undefined as string | undefined;
    const health = createHealth(() => now);
    expect(await health.readiness()).toEqual({ ready: true, checks: [] });
    health.addCheck({ name: 'a', check: async () => undefined });
    health.addCheck({ name: 'b', check: async () => reason });
    expect((await health.readiness()).ready).toBe(true);
    reason = 'no broker';
    now += 1_000;
    expect(await health.readiness()).toEqual({
      ready: false,
      checks: [
        { name: 'a', ready: true },
        { name: 'b', ready: false, reason: 'no broker' },
      ],
    });
  });

  it('keeps an answer for a second and takes a rejection as a reason', async () => {
    let now = 0;
    let asked = 0;
    const health = createHealth(() => now);
    health.addCheck({ name: 'a', check: () => Promise.reject(new Error(`refused ${++asked}`)) });
    await health.readiness();
    now = 999;
    expect((await health.readiness()).checks[0]).toMatchObject({ reason: 'refused 1' });
    now = 1_000;
    expect((await health.readiness()).checks[0]).toMatchObject({ reason: 'refused 2' });
  });

  it('is not ready once shutdown began', async () => {
    const health = createHealth();
    health.beginShutdown();
    expect((await health.readiness()).ready).toBe(false);
  });
});

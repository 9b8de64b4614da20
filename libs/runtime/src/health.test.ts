import { describe, expect, it } from 'vitest';
import { createHealth } from './health.js';

describe('health', () => {
  it('is ready when every check answers, else says which does not and why', async () => {
    let now = 0;
    let reason: string | undefined = undefined as string | undefined;
    const health = createHealth(() => now);
    expect(await health.readiness()).toEqual({ ready: true, checks: [], degraded: [] });
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
      degraded: [],
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

  it('stays ready while something is degraded, names what with its reasons, and forgets it once it is well', async () => {
    let now = 0;
    let parked: string[] = [];
    const health = createHealth(() => now);
    health.addDegradedCheck({ name: 'parking', reasons: () => parked });
    expect((await health.readiness()).degraded).toEqual([]);
    parked = ['logs-a: its disk is full'];
    now += 1_000;
    expect(await health.readiness()).toEqual({
      ready: true,
      checks: [],
      degraded: [{ name: 'parking', reasons: ['logs-a: its disk is full'] }],
    });
    parked = [];
    now += 1_000;
    expect((await health.readiness()).degraded).toEqual([]);
  });

  it('shows a bounded number of reasons, and takes a failure to tell them as one', async () => {
    const health = createHealth();
    health.addDegradedCheck({ name: 'many', reasons: () => Array.from({ length: 1_000 }, String) });
    health.addDegradedCheck({
      name: 'broken',
      reasons: () => {
        throw new Error('it cannot be told');
      },
    });
    const { ready, degraded } = await health.readiness();
    expect(ready).toBe(true);
    expect(degraded[0]?.reasons).toHaveLength(21);
    expect(degraded[0]?.reasons.at(-1)).toBe('and 980 more');
    expect(degraded[1]).toEqual({ name: 'broken', reasons: ['it cannot be told'] });
  });

  it('is not ready once shutdown began', async () => {
    const health = createHealth();
    health.beginShutdown();
    expect((await health.readiness()).ready).toBe(false);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { createParkedIndices } from './parked-indices.js';

let nowMs = 0;
let told: string[] = [];
const parked = () =>
  createParkedIndices({
    now: () => nowMs,
    probeBaseMs: 1000,
    probeMaxMs: 8000,
    onParked: ({ index, cause }) => told.push(`parked ${index} ${cause}`),
    onHealed: ({ index }) => told.push(`healed ${index}`),
  });
beforeEach(() => {
  nowMs = 1_000_000;
  told = [];
});

describe('parked indices', () => {
  test('an index that is not parked is always admitted', () => {
    const indices = parked();
    expect([indices.admit('a'), indices.admit('a')]).toEqual([true, true]);
    expect(indices.parkedForMs('a')).toBeUndefined();
  });

  test('a parked index is probed once per interval, which doubles up to the most', () => {
    const indices = parked();
    indices.park('a', 'blocked', 'read-only');
    const waits: number[] = [];
    for (let probe = 0; probe < 6; probe++) {
      const from = nowMs;
      while (!indices.admit('a')) nowMs += 100;
      expect(indices.admit('a')).toBe(false);
      waits.push(nowMs - from);
      indices.park('a', 'blocked', 'read-only');
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
    expect(indices.list()).toMatchObject([{ index: 'a', sinceMs: 1_000_000, refusals: 7 }]);
  });

  test('parking and healing are told once, a new cause again', () => {
    const indices = parked();
    indices.park('a', 'blocked', 'x');
    indices.park('a', 'blocked', 'y');
    indices.park('a', 'missing', 'z');
    indices.heal('a');
    indices.heal('a');
    expect(told).toEqual(['parked a blocked', 'parked a missing', 'healed a']);
    expect(indices.admit('a')).toBe(true);
  });

  test('the next probe of several indices is that of the soonest, at once when one is free', () => {
    const indices = parked();
    indices.park('a', 'blocked', 'x');
    nowMs += 400;
    indices.park('b', 'blocked', 'x');
    expect(indices.nextProbeMs(['a', 'b'])).toBe(600);
    expect(indices.nextProbeMs(['b'])).toBe(1000);
    expect(indices.nextProbeMs(['a', 'free'])).toBe(0);
  });

  test('a probe nobody makes is overdue', () => {
    const indices = parked();
    indices.park('a', 'blocked', 'x');
    nowMs += 3000;
    expect(indices.overdue(2000)).toEqual([]);
    nowMs += 1;
    expect(indices.overdue(2000)).toEqual(['a']);
    indices.admit('a');
    expect(indices.overdue(2000)).toEqual([]);
  });

  test('an index that refuses again soon after it healed is probed less often, not anew', () => {
    const indices = parked();
    for (let relapse = 0; relapse < 3; relapse++) {
      indices.park('a', 'unknown', 'x');
      indices.heal('a');
    }
    indices.park('a', 'unknown', 'x');
    expect(indices.nextProbeMs(['a'])).toBe(8000);
    indices.heal('a');
    nowMs += 600_000;
    indices.park('a', 'unknown', 'x');
    expect(indices.nextProbeMs(['a'])).toBe(1000);
  });
});

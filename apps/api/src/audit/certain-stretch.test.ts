import { describe, expect, it } from 'vitest';
import { certainStretch } from './certain-stretch.js';

const EDGE_MS = 30_000;
const startedMs = 10_000_000;
const time = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const whole = { partition: 0, from: 0, to: 5, gone: 0, atEnd: true };

describe('the stretch in which a document must have its record', () => {
  it('has no beginning while Kafka still has every record, and ends before the audit began', () => {
    expect(certainStretch(new Map(), { time, windows: [whole], startedMs })).toEqual({
      fromMs: 0,
      toMs: startedMs - EDGE_MS,
    });
  });

  it('begins after the first record that is left in each partition', () => {
    const windows = [
      { ...whole, from: 2, gone: 2 },
      { ...whole, partition: 1, from: 3, gone: 3 },
    ];
    const times = new Map([
      [0, { first: 1_000_000, last: 2_000_000 }],
      [1, { first: 1_500_000, last: 2_000_000 }],
    ]);
    expect(certainStretch(times, { time, windows, startedMs }).fromMs).toBe(1_500_000 + EDGE_MS);
  });

  it('ends before the first record not yet finished in any partition', () => {
    const times = new Map([[0, { first: 1, last: 2_000_000 }]]);
    const windows = [{ ...whole, atEnd: false }];
    expect(certainStretch(times, { time, windows, startedMs }).toMs).toBe(2_000_000 - EDGE_MS);
  });

  it('is empty when a partition has nothing left to compare with', () => {
    const { fromMs, toMs } = certainStretch(new Map(), {
      time,
      windows: [{ ...whole, from: 5, gone: 5 }],
      startedMs,
    });
    expect(fromMs).toBeGreaterThan(toMs);
  });

  it('lies within the time that was asked for', () => {
    const asked = { fromMs: 1_000, toMs: 5_000_000 };
    expect(certainStretch(new Map(), { time: asked, windows: [whole], startedMs })).toEqual({
      fromMs: 1_000 + EDGE_MS,
      toMs: 5_000_000 - EDGE_MS,
    });
  });
});

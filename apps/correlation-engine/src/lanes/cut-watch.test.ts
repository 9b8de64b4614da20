import { describe, expect, it } from 'vitest';
import { createCutWatch } from './cut-watch.js';

describe('the watch for lanes at their bounds', () => {
  it('names a lane with what it did, for a minute after the last time', () => {
    let now = 0;
    const watch = createCutWatch(() => now);
    watch.note('logs/0', { closed: 0, forgotten: 0, ids: 0 });
    expect(watch.reasons()).toEqual([]);
    watch.note('logs/0', { closed: 2, forgotten: 0, ids: 0 });
    now = 59_999;
    watch.note('logs/0', { closed: 1, forgotten: 3, ids: 1 });
    now = 119_998;
    expect(watch.reasons()).toEqual([
      'logs/0: 3 groups closed early, 3 forgotten early, 1 told without knowing second deliveries',
    ]);
    now = 119_999;
    expect(watch.reasons()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { createFlushClock } from './flush-clock.js';

/** A clock whose timers run when it is moved. */
function scene(everyMs: number) {
  const state = { now: 0, flushes: [] as number[], isBehind: false };
  let timer: { readonly at: number; readonly run: () => void } | undefined;
  const clock = createFlushClock({
    flush() {
      state.flushes.push(state.now);
      return state.isBehind;
    },
    everyMs,
    now: () => state.now,
    after(ms, run) {
      timer = { at: state.now + ms, run };
      return () => (timer = undefined);
    },
  });
  const moveTo = (now: number): void => {
    while (timer && timer.at <= now) {
      const { at, run } = timer;
      timer = undefined;
      state.now = Math.max(state.now, at);
      run();
    }
    state.now = now;
  };
  return { state, clock, moveTo };
}

describe('the flush clock', () => {
  it('flushes a first row at once and collects those that follow for a tick', () => {
    const { state, clock, moveTo } = scene(50);
    moveTo(1_000);
    clock.wake();
    moveTo(1_000);
    for (const at of [1_010, 1_020, 1_049]) {
      moveTo(at);
      clock.wake();
    }
    moveTo(1_100);
    clock.wake();
    moveTo(1_100);
    expect(state.flushes).toEqual([1_000, 1_050, 1_100]);
  });

  it('comes back each tick while somebody is behind, though nothing new is told of', () => {
    const { state, clock, moveTo } = scene(50);
    state.isBehind = true;
    clock.wake();
    moveTo(120);
    state.isBehind = false;
    moveTo(1_000);
    expect(state.flushes).toEqual([0, 50, 100, 150]);
  });

  it('does nothing more once it was stopped', () => {
    const { state, clock, moveTo } = scene(50);
    clock.wake();
    moveTo(10);
    clock.wake();
    clock.stop();
    clock.wake();
    moveTo(1_000);
    expect(state.flushes).toEqual([0]);
  });
});

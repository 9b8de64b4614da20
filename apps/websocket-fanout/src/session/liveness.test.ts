import { beforeEach, describe, expect, it } from 'vitest';
import { createLiveness } from './liveness.js';
import type { Liveness } from './liveness.js';

const HEARTBEAT_MS = 1_000;
const TICK_MS = 100;

let nowMs: number;
let liveness: Liveness;

beforeEach(() => {
  nowMs = 0;
  liveness = createLiveness({ heartbeatMs: HEARTBEAT_MS, now: () => nowMs, random: () => 1 });
  liveness.subscribed();
});

/** Looks at every tick for some time; when and why the connection was over, if it was. */
function watch(forMs: number) {
  for (const until = nowMs + forMs; nowMs < until;) {
    nowMs += TICK_MS;
    const { over } = liveness.look();
    if (over) return { at: nowMs, name: over.name };
  }
  return undefined;
}

describe('a connection', () => {
  it('is over when nothing was heard for two intervals', () => {
    expect(watch(5_000)).toEqual({ at: 2 * HEARTBEAT_MS, name: 'heartbeat-missed' });
  });

  it('is not over because this process did not run for so long, but is when nothing comes after that either', () => {
    watch(500);
    nowMs += 5_000;
    expect(liveness.look().over).toBeUndefined();
    liveness.heard();
    expect(watch(1_900)).toBeUndefined();
    nowMs += 5_000;
    expect(liveness.look().over).toBeUndefined();
    expect(watch(5_000)).toMatchObject({ name: 'heartbeat-missed' });
  });
});

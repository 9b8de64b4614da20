import { describe, expect, it } from 'vitest';
import { createAssignment } from './assignment.js';
import type { Assignment } from './assignment.js';
import { createCommitLoop } from './commit-loop.js';
import type { RecordSource } from './record-source.js';
import { createTimers } from './timers.js';

const INTERVAL_MS = 500;
const PLACE = { topic: 'logs', partition: 0 };

/** Resolves when all that waits for nothing has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A loop over epochs that a test begins, with commits that wait for it. */
function scene() {
  const pending = new Set<() => void>();
  const timers = createTimers((_ms, run) => {
    pending.add(run);
    return () => pending.delete(run);
  });
  let assignment: Assignment | undefined;
  let epoch = 0;
  const underWay: (() => void)[] = [];
  const source: Pick<RecordSource, 'commit'> = {
    commit: () => new Promise((resolve) => void underWay.push(resolve)),
  };
  const loop = createCommitLoop(
    { source: source as RecordSource, report: () => undefined, timers, current: () => assignment },
    INTERVAL_MS,
  );
  const abandon = (): void => {
    assignment?.end();
    assignment = undefined;
    timers.cancelAll();
  };
  return {
    timers: () => pending.size,
    abandon,
    /** Begins an epoch as a rebalance does, with something to commit. */
    begin() {
      abandon();
      assignment = createAssignment((epoch += 1), [PLACE], { maxLaneBytes: 1, controlGaps: () => false });
      const found = { committed: undefined, ledger: undefined, topicId: undefined, low: 0, high: 0 };
      assignment.open({ ...PLACE, ...found }, undefined);
      loop.start();
    },
    /** Lets the interval pass for every timer that is set. */
    async tick() {
      for (const run of [...pending]) {
        pending.delete(run);
        run();
      }
      await settled();
    },
    /** Lets the commit under way end, and what waits for it run. */
    async answer() {
      for (const resolve of underWay.splice(0)) resolve();
      await settled();
    },
  };
}

describe('the commit loop', () => {
  it('sets its timer again after each commit', async () => {
    const { begin, tick, answer, timers } = scene();
    begin();
    for (let turn = 0; turn < 3; turn++) {
      expect(timers()).toBe(1);
      await tick();
      await answer();
    }
    expect(timers()).toBe(1);
  });

  it('has one timer still after epochs began with a commit under way', async () => {
    const { begin, tick, answer, timers } = scene();
    begin();
    for (let turn = 0; turn < 3; turn++) {
      await tick();
      begin();
      await answer();
      expect(timers()).toBe(1);
    }
  });

  it('has no timer after it was abandoned with a commit under way', async () => {
    const { begin, tick, answer, timers, abandon } = scene();
    begin();
    await tick();
    abandon();
    await answer();
    expect(timers()).toBe(0);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Kill } from './kill-schedule.js';

/** What carrying out kills needs. */
export interface KillRun {
  /** Share of the work done, 0 to 1. */
  readonly progress: () => number;
  readonly onKill: (kill: Kill) => void;
}

const LOOK_EVERY_MS = 10;

/**
 * Kills each victim when its time has come, starts it again after its pause and goes on without waiting until it is
 * ready: the next kill may hit a process that is still starting. Resolves when all victims are ready again.
 */
export async function runKills(kills: readonly Kill[], { progress, onKill }: KillRun): Promise<void> {
  for (const kill of kills) {
    while (progress() < kill.at) await sleep(LOOK_EVERY_MS);
    onKill(kill);
    await kill.victim.kill();
    await sleep(kill.downMs);
    kill.victim.launch();
  }
  for (const victim of new Set(kills.map((kill) => kill.victim))) await victim.untilReady();
}

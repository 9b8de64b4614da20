import { killSchedule } from '../basic/kill-schedule.js';
import type { Kill } from '../basic/kill-schedule.js';
import type { CheckList } from '../harness/check-list.js';
import type { ServiceProcess } from '../harness/service-process.js';

/** In the middle of the work, where kills are too. */
const GENTLE_AT = 0.5;
const GENTLE_DOWN_MS = 500;

/** `times` kills of engines at random points of the work, and one restart by SIGTERM, whose exit status is checked. */
export function engineKills(
  engines: readonly ServiceProcess[],
  times: number,
  { random, checks }: { readonly random: () => number; readonly checks: CheckList },
): readonly Kill[] {
  const [first] = engines;
  if (!first || times === 0) return [];
  const gentle: ServiceProcess = {
    ...first,
    name: `${first.name}, gently`,
    kill: async () => {
      await first.untilReady();
      checks.check('exit status after SIGTERM', (await first.stop()) ?? 'a signal', 0);
    },
  };
  const kills = killSchedule([engines], times, random);
  return [...kills, { at: GENTLE_AT, victim: gentle, downMs: GENTLE_DOWN_MS }].sort((a, b) => a.at - b.at);
}

import type { LaneCuts } from '@millrace/correlation';

/** Remembers for a while which lanes did less than all at a bound. */
export interface CutWatch {
  note(lane: string, cuts: LaneCuts): void;
  /** One for each lane that did so lately. */
  reasons(): readonly string[];
}

/** How long a lane is named after it. */
const KEPT_MS = 60_000;

/** See {@link CutWatch}. */
export function createCutWatch(now: () => number): CutWatch {
  const lanes = new Map<string, { readonly atMs: number; readonly cuts: LaneCuts }>();
  const forgetOld = (): void => {
    for (const [lane, { atMs }] of lanes) if (now() - atMs >= KEPT_MS) lanes.delete(lane);
  };
  return {
    note(lane, cuts) {
      if (cuts.closed + cuts.forgotten + cuts.ids === 0) return;
      forgetOld();
      const before = lanes.get(lane)?.cuts;
      lanes.set(lane, { atMs: now(), cuts: before ? sumOf(before, cuts) : cuts });
    },
    reasons() {
      forgetOld();
      return [...lanes].map(([lane, { cuts }]) => {
        const { closed, forgotten, ids } = cuts;
        return `${lane}: ${closed} groups closed early, ${forgotten} forgotten early, ${ids} told without knowing second deliveries`;
      });
    },
  };
}

function sumOf(one: LaneCuts, other: LaneCuts): LaneCuts {
  return {
    closed: one.closed + other.closed,
    forgotten: one.forgotten + other.forgotten,
    ids: one.ids + other.ids,
  };
}

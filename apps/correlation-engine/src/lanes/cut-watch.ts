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
    note(lane, { closed, forgotten }) {
      if (closed + forgotten === 0) return;
      forgetOld();
      const before = lanes.get(lane)?.cuts ?? { closed: 0, forgotten: 0 };
      const cuts = { closed: before.closed + closed, forgotten: before.forgotten + forgotten };
      lanes.set(lane, { atMs: now(), cuts });
    },
    reasons() {
      forgetOld();
      return [...lanes].map(
        ([lane, { cuts }]) =>
          `${lane}: ${cuts.closed} groups were closed early and ${cuts.forgotten} forgotten early`,
      );
    },
  };
}

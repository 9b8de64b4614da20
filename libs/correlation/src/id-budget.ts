import { dropIds } from './group-session.js';
import type { LaneState } from './lane-state.js';

/** Part of its ids that a lane is left with, so that groups are not looked through again for the next log. */
const LEFT_SHARE = 0.9;

/** When a lane holds too many ids its largest groups give theirs up; small ones stay exact. */
export function boundIds(state: LaneState): void {
  const { rule, open, closed, changed, cuts } = state;
  if (state.ids <= rule.maxIds) return;
  const bySize = [...open, ...closed].sort((one, other) => other.ids.size - one.ids.size);
  for (const session of bySize) {
    if (state.ids <= rule.maxIds * LEFT_SHARE) return;
    state.ids -= session.ids.size;
    dropIds(session);
    changed.set(session.number, session);
    cuts.ids += 1;
  }
}

import type { CorrelationGroup } from '@millrace/schemas';
import type { GroupSession } from './group-session.js';
import { closeSession, forgetSession, SESSIONS_PER_KEY } from './lane-state.js';
import type { LaneState } from './lane-state.js';

/** How long a group waits for stragglers after its closing event, ms: services do not write in step. */
const SETTLE_MS = 1_000;

/** Closes what is due, or too much, until there are as many revisions as were asked for. */
export function closeGroups(state: LaneState, revisions: CorrelationGroup[], limit: number): void {
  for (const session of crowd(state)) {
    if (revisions.length >= limit) return;
    if (session.closedAtMs === undefined)
      revisions.push(closeSession(state, session, !isDue(state, session)));
  }
  for (const session of state.open) {
    if (revisions.length >= limit) return;
    const due = isDue(state, session);
    if (due || state.open.size > state.rule.maxGroups) revisions.push(closeSession(state, session, !due));
  }
}

/** Forgets closed groups whose time is over, or that are too many. */
export function forgetGroups(state: LaneState): void {
  const { closed, clocks, rule } = state;
  const isOver = ({ closedAtMs = 0 }: GroupSession) => clocks.laneMs() - closedAtMs >= rule.horizonMs;
  for (const session of crowd(state))
    if (session.closedAtMs !== undefined) forgetSession(state, session, !isOver(session));
  for (const session of closed) {
    const over = isOver(session);
    if (!over && closed.size <= rule.maxGroups) break;
    forgetSession(state, session, !over);
  }
}

/** The first groups of ids that have more than they may. */
function crowd({ crowded, byKey }: LaneState): readonly GroupSession[] {
  const found: GroupSession[] = [];
  for (const key of crowded) {
    const sessions = byKey.get(key) ?? [];
    if (sessions.length <= SESSIONS_PER_KEY) crowded.delete(key);
    else for (const session of sessions.slice(0, -SESSIONS_PER_KEY)) found.push(session);
  }
  return found;
}

function isDue({ clocks, rule }: LaneState, session: GroupSession): boolean {
  const quietMs = clocks.laneMs() - session.lastAppendedAtMs;
  if (quietMs >= rule.windowMs) return true;
  if (session.isComplete && quietMs >= SETTLE_MS) return true;
  // Spares most sessions the look at their sources.
  if (clocks.highestMs() - session.lastMs < rule.windowMs) return false;
  return clocks.watermarkMs(session.tenant, session.services.keys()) - session.lastMs >= rule.windowMs;
}

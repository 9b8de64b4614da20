import type { CorrelatedLog } from './correlated-log.js';
import { addLog, openSession, takeIn } from './group-session.js';
import type { GroupSession } from './group-session.js';
import { boundIds } from './id-budget.js';
import { sessionsNear } from './key-sessions.js';
import { addSession, dropSession, keyOf, noteOpen, withdraw } from './lane-state.js';
import type { LaneState } from './lane-state.js';

/** What became of a log; `late`: the group it may belong to can have been forgotten, so it would split it. */
export type GroupingOutcome = 'grouped' | 'duplicate' | 'late';

/** Takes a log into the group it is no pause away from, or into one of its own. */
export function placeLog(state: LaneState, log: CorrelatedLog): GroupingOutcome {
  const { byKey, changed, rule } = state;
  const { at, near } = sessionsNear(byKey.get(keyOf(log)) ?? [], log.timestampMs, rule.windowMs);
  // Its time is part of a log's id, so that the first delivery of a log is near it.
  const known = near.find(({ ids }) => ids.has(log.documentId));
  if (known) {
    known.duplicates += 1;
    changed.set(known.number, known);
    return 'duplicate';
  }
  // A group that was opened since may stand where one was forgotten; a log of that one would be told as if it were new.
  if (near.some(({ openedAfterMs }) => log.timestampMs <= openedAfterMs) && isGone(state, log)) return 'late';
  const [home, ...others] = near;
  if (home) {
    const before = home.ids.size;
    addLog(home, log);
    for (const other of others) merge(state, home, other);
    state.ids += home.ids.size - before;
    noteOpen(state, home);
  } else if (isForgotten(state, log)) {
    return 'late';
  } else {
    const openedAfterMs = state.clocks.highestForgottenMs(log.tenant);
    const session = openSession(log, { number: state.nextNumber++, openedAfterMs });
    session.isApproximate = log.timestampMs <= state.clocks.doubtfulMs(log.tenant);
    addSession(state, session, at);
    noteOpen(state, session);
  }
  boundIds(state);
  return 'grouped';
}

/** Whether a group of this time was forgotten that had logs of its source. */
function isGone({ clocks }: LaneState, { tenant, service, timestampMs }: CorrelatedLog): boolean {
  return timestampMs <= clocks.forgottenMs(tenant, service);
}

/** The same, or whether its source is so far ahead that it may be. Sources that lag as a whole are not late. */
function isForgotten(state: LaneState, log: CorrelatedLog): boolean {
  const { clocks, rule } = state;
  const behindMs = clocks.watermarkMs(log.tenant, [log.service]) - log.timestampMs;
  return isGone(state, log) || behindMs > rule.windowMs + rule.horizonMs;
}

/** The log between them has bridged their pause. Of two that were told before the later one is withdrawn. */
function merge(state: LaneState, into: GroupSession, other: GroupSession): void {
  dropSession(state, other);
  if (other.id !== undefined) {
    if (into.id === undefined) into.revision = other.revision;
    into.id ??= other.id;
    if (into.id !== other.id) withdraw(state, other, into.id);
  }
  takeIn(into, other);
}

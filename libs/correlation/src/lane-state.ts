import type { CorrelationGroup } from '@millrace/schemas';
import { reviseGroup } from './describe-group.js';
import type { RevisionFacts } from './describe-group.js';
import type { GroupingRule } from './group-lane.js';
import type { GroupSession } from './group-session.js';
import type { SourceClocks } from './source-clocks.js';

/** What a lane did at a bound since it was asked last. */
export interface LaneCuts {
  /** Groups closed before their time. */
  closed: number;
  /** Closed groups forgotten before their time. */
  forgotten: number;
  /** Groups that gave up the ids of their logs. */
  ids: number;
}

/** The sessions of a lane, and what happened to them since it was looked at last. */
export interface LaneState {
  readonly rule: GroupingRule;
  readonly epoch: number;
  clocks: SourceClocks;
  /** Groups of an id in the order of time. */
  readonly byKey: Map<string, GroupSession[]>;
  /** Ids that may have more than {@link SESSIONS_PER_KEY} groups. */
  readonly crowded: Set<string>;
  /** The one that got a log last is at the end. */
  readonly open: Set<GroupSession>;
  /** In the order of closing, which is that of forgetting. */
  readonly closed: Set<GroupSession>;
  /** What changed, by number; undefined when it is gone. */
  readonly changed: Map<number, GroupSession | undefined>;
  nextNumber: number;
  /** Ids that all groups hold. */
  ids: number;
  cuts: LaneCuts;
  /** Last revisions of groups that others took in. */
  withdrawn: CorrelationGroup[];
}

/** Groups of one id; beyond them its first ones are closed and forgotten early. */
export const SESSIONS_PER_KEY = 50;

/** What groups of one id have in common. */
export function keyOf({ tenant, correlationId }: Pick<GroupSession, 'tenant' | 'correlationId'>): string {
  return `${tenant}/${correlationId}`;
}

/** Notes that a session got a log: it is open, and the newest of the open ones. */
export function noteOpen({ open, closed, changed }: LaneState, session: GroupSession): void {
  closed.delete(session);
  open.delete(session);
  open.add(session);
  changed.set(session.number, session);
}

/** Puts a session at its place among those of its id. */
export function addSession(state: LaneState, session: GroupSession, at: number): void {
  const { byKey, crowded } = state;
  state.ids += session.ids.size;
  const key = keyOf(session);
  const sessions = byKey.get(key);
  if (!sessions) return void byKey.set(key, [session]);
  sessions.splice(at, 0, session);
  if (sessions.length > SESSIONS_PER_KEY) crowded.add(key);
}

/** Closes a session and returns its revision; early is before its time, and then it says so. */
export function closeSession(state: LaneState, session: GroupSession, isEarly: boolean): CorrelationGroup {
  if (isEarly) state.cuts.closed += 1;
  state.open.delete(session);
  state.closed.add(session);
  session.closedAtMs = state.clocks.laneMs();
  state.changed.set(session.number, session);
  return reviseGroup(
    session,
    factsOf(state, { status: session.isComplete ? 'complete' : 'timeout', isEarly }),
  );
}

/** Takes a session out of the lane. */
export function dropSession(state: LaneState, session: GroupSession): void {
  const { byKey, open, closed, changed } = state;
  state.ids -= session.ids.size;
  open.delete(session);
  closed.delete(session);
  changed.set(session.number, undefined);
  const key = keyOf(session);
  const sessions = byKey.get(key) ?? [];
  sessions.splice(sessions.indexOf(session), 1);
  if (sessions.length === 0) byKey.delete(key);
}

/**
 * Takes a session out of the lane for good: what may have been in it is late from now on. Early, other sources may still
 * have logs of it.
 */
export function forgetSession(state: LaneState, session: GroupSession, isEarly: boolean): void {
  const { clocks, cuts, rule } = state;
  clocks.forget(session, rule.windowMs);
  warnNeighbours(state, session);
  if (isEarly) {
    cuts.forgotten += 1;
    clocks.doubt(session, rule.windowMs);
  }
  dropSession(state, session);
}

/** A group beside it may widen until a log of it, delivered again, is no pause away. */
function warnNeighbours({ byKey, changed }: LaneState, session: GroupSession): void {
  const sessions = byKey.get(keyOf(session)) ?? [];
  const at = sessions.indexOf(session);
  for (const neighbour of [sessions[at - 1], sessions[at + 1]]) {
    if (!neighbour || neighbour.openedAfterMs >= session.lastMs) continue;
    neighbour.openedAfterMs = session.lastMs;
    changed.set(neighbour.number, neighbour);
  }
}

/** Says of a group that was told before that another one holds its logs now. */
export function withdraw(state: LaneState, session: GroupSession, mergedInto: string): void {
  state.withdrawn.push(reviseGroup(session, factsOf(state, { status: 'merged', mergedInto })));
}

function factsOf(
  { rule, epoch, clocks }: LaneState,
  more: Pick<RevisionFacts, 'status' | 'mergedInto' | 'isEarly'>,
): RevisionFacts {
  return { rule: rule.name, epoch, closedAtMs: clocks.laneMs(), ...more };
}

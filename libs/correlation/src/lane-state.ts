import type { CorrelationGroup } from '@millrace/schemas';
import { reviseGroup } from './describe-group.js';
import type { RevisionFacts } from './describe-group.js';
import type { GroupingRule } from './group-lane.js';
import type { GroupSession } from './group-session.js';
import type { SourceClocks } from './source-clocks.js';

/** The sessions of a lane, and what happened to them since it was looked at last. */
export interface LaneState {
  readonly rule: GroupingRule;
  readonly epoch: number;
  readonly clocks: SourceClocks;
  readonly byKey: Map<string, readonly GroupSession[]>;
  /** The one that got a log last is at the end. */
  readonly open: Set<GroupSession>;
  /** In the order of closing, which is that of forgetting. */
  readonly closed: Set<GroupSession>;
  /** Keys whose sessions changed. */
  readonly changed: Set<string>;
  /** Last revisions of groups that others took in. */
  withdrawn: CorrelationGroup[];
}

/** What groups of one id have in common. */
export function keyOf({ tenant, correlationId }: Pick<GroupSession, 'tenant' | 'correlationId'>): string {
  return `${tenant}/${correlationId}`;
}

/** Notes that a session got a log: it is open, and the newest of the open ones. */
export function noteOpen({ open, closed, changed }: LaneState, session: GroupSession): void {
  closed.delete(session);
  open.delete(session);
  open.add(session);
  changed.add(keyOf(session));
}

/** Closes a session and returns its revision. */
export function closeSession(state: LaneState, session: GroupSession): CorrelationGroup {
  state.open.delete(session);
  state.closed.add(session);
  session.closedAtMs = state.clocks.laneMs();
  state.changed.add(keyOf(session));
  return reviseGroup(session, factsOf(state, { status: session.isComplete ? 'complete' : 'timeout' }));
}

/** Takes a session out of the lane. */
export function dropSession({ byKey, open, closed, changed }: LaneState, session: GroupSession): void {
  open.delete(session);
  closed.delete(session);
  const key = keyOf(session);
  const left = (byKey.get(key) ?? []).filter((one) => one !== session);
  if (left.length > 0) byKey.set(key, left);
  else byKey.delete(key);
  changed.add(key);
}

/** Says of a group that was told before that another one holds its logs now. */
export function withdraw(state: LaneState, session: GroupSession, mergedInto: string): void {
  state.withdrawn.push(reviseGroup(session, factsOf(state, { status: 'merged', mergedInto })));
}

function factsOf(
  { rule, epoch, clocks }: LaneState,
  more: Pick<RevisionFacts, 'status' | 'mergedInto'>,
): RevisionFacts {
  return { rule: rule.name, epoch, closedAtMs: clocks.laneMs(), ...more };
}

import type { CorrelationGroup } from '@millrace/schemas';
import { closeGroups, forgetGroups } from './close-groups.js';
import type { CorrelatedLog } from './correlated-log.js';
import type { GroupSession } from './group-session.js';
import { addSession, keyOf } from './lane-state.js';
import type { LaneCuts, LaneState } from './lane-state.js';
import { placeLog } from './place-log.js';
import type { GroupingOutcome } from './place-log.js';
import { createSourceClocks } from './source-clocks.js';
import type { StoredClocks } from './stored-clocks.js';

/** How groups are made and given up. */
export interface GroupingRule {
  readonly name: string;
  /** A pause longer than this parts two groups of one id, ms. */
  readonly windowMs: number;
  /** How long after closing a late log revises its group, ms. */
  readonly horizonMs: number;
  /** Open groups of a lane, and closed ones; beyond it those that waited longest are closed or forgotten early. */
  readonly maxGroups: number;
  /** Ids of logs that the groups of a lane hold; beyond it the largest groups give theirs up and are approximate. */
  readonly maxIds: number;
}

/** The groups of one partition. Driven by records and the clock, owned by one member of the consumer group. */
export interface GroupLane {
  take(log: CorrelatedLog): GroupingOutcome;
  /**
   * Closes what is due and returns its revisions, with those of groups that others took in. `nowMs` is given when every
   * record that was written has been taken: only then does the clock on the wall say that nothing more comes. Those
   * beyond `limit` stay due.
   */
  closeDue(nowMs?: number, limit?: number): readonly CorrelationGroup[];
  /**
   * Sessions changed since the last call, by number; undefined means it is gone. To be called right after `closeDue`, and
   * kept with its revisions: a group that another took in is withdrawn there and nowhere else.
   */
  takeChanges(): ReadonlyMap<number, GroupSession | undefined>;
  /** What time it is, as plain data; kept with the changes, since late is what comes after a group was forgotten. */
  clocks(): StoredClocks;
  /** Puts back what was kept of an earlier owner. */
  restore(sessions: Iterable<GroupSession>, clocks?: StoredClocks): void;
  /** What was done at a bound since the last call. */
  takeCuts(): Readonly<LaneCuts>;
  groups(): { readonly open: number; readonly closed: number };
}

/** An empty lane of an owner. */
export function createGroupLane(rule: GroupingRule, epoch: number): GroupLane {
  const state: LaneState = {
    ...{ rule, epoch, clocks: createSourceClocks(), withdrawn: [], nextNumber: 0, ids: 0 },
    cuts: { closed: 0, forgotten: 0, ids: 0 },
    ...{ byKey: new Map(), crowded: new Set(), open: new Set(), closed: new Set(), changed: new Map() },
  };
  const { open, closed, changed } = state;
  return {
    take(log) {
      state.clocks.take(log);
      return placeLog(state, log);
    },
    closeDue(nowMs, limit = Number.POSITIVE_INFINITY) {
      if (nowMs !== undefined) state.clocks.advance(nowMs);
      const revisions = state.withdrawn;
      state.withdrawn = [];
      closeGroups(state, revisions, limit);
      forgetGroups(state);
      return revisions;
    },
    takeChanges() {
      const changes = new Map(changed);
      changed.clear();
      return changes;
    },
    clocks: () => state.clocks.store(),
    restore(sessions, clocks) {
      state.clocks = createSourceClocks(clocks);
      restore(state, sessions);
    },
    takeCuts() {
      const { cuts } = state;
      state.cuts = { closed: 0, forgotten: 0, ids: 0 };
      return cuts;
    },
    groups: () => ({ open: open.size, closed: closed.size }),
  };
}

function restore(state: LaneState, sessions: Iterable<GroupSession>): void {
  const { byKey, open, closed } = state;
  const byTime = [...sessions].sort((one, other) => one.firstMs - other.firstMs);
  for (const session of byTime) {
    addSession(state, session, byKey.get(keyOf(session))?.length ?? 0);
    state.nextNumber = Math.max(state.nextNumber, session.number + 1);
  }
  for (const session of byTime.sort((one, other) => changedMs(one) - changedMs(other)))
    (session.closedAtMs === undefined ? open : closed).add(session);
}

function changedMs({ closedAtMs, lastAppendedAtMs }: GroupSession): number {
  return closedAtMs ?? lastAppendedAtMs;
}

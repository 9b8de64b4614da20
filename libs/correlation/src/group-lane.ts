import type { CorrelationGroup } from '@millrace/schemas';
import type { CorrelatedLog } from './correlated-log.js';
import { addLog, openSession, takeIn } from './group-session.js';
import type { GroupSession } from './group-session.js';
import { closeSession, dropSession, keyOf, noteOpen, withdraw } from './lane-state.js';
import type { LaneState } from './lane-state.js';
import { createSourceClocks } from './source-clocks.js';

/** How groups are made and given up. */
export interface GroupingRule {
  readonly name: string;
  /** A pause longer than this parts two groups of one id, ms. */
  readonly windowMs: number;
  /** How long after closing a late log revises its group, ms. */
  readonly horizonMs: number;
  /** Open groups of a lane, and closed ones; beyond it those that waited longest are closed or forgotten early. */
  readonly maxGroups: number;
}

/** What became of a log; `late`: the group it may belong to can have been forgotten, so it would split it. */
export type GroupingOutcome = 'grouped' | 'duplicate' | 'late';

/** The groups of one partition. Driven by records and the clock, owned by one member of the consumer group. */
export interface GroupLane {
  take(log: CorrelatedLog): GroupingOutcome;
  /**
   * Closes what is due and returns its revisions, with those of groups that others took in. `nowMs` is given when every
   * record that was written has been taken: only then does the clock on the wall say that nothing more comes. Those
   * beyond `limit` stay due.
   */
  closeDue(nowMs?: number, limit?: number): readonly CorrelationGroup[];
  /** Sessions changed since the last call, by key, with what is left of each key; an empty list means it is gone. */
  takeChanges(): ReadonlyMap<string, readonly GroupSession[]>;
  /** Puts back what was kept of an earlier owner. */
  restore(sessions: Iterable<GroupSession>): void;
  groups(): { readonly open: number; readonly closed: number };
}

/** How long a group waits for stragglers after its closing event, ms: services do not write in step. */
const SETTLE_MS = 1_000;

/** An empty lane of an owner. */
export function createGroupLane(rule: GroupingRule, epoch: number): GroupLane {
  const state: LaneState = {
    ...{ rule, epoch, clocks: createSourceClocks(), withdrawn: [] },
    ...{ byKey: new Map(), open: new Set(), closed: new Set(), changed: new Set() },
  };
  const { clocks, open, closed, changed, byKey } = state;
  return {
    take(log) {
      clocks.take(log);
      return placeLog(state, log);
    },
    closeDue(nowMs, limit = Number.POSITIVE_INFINITY) {
      if (nowMs !== undefined) clocks.advance(nowMs);
      const revisions = state.withdrawn;
      state.withdrawn = [];
      for (const session of open) {
        if (revisions.length >= limit) break;
        if (isDue(state, session)) revisions.push(closeSession(state, session));
      }
      forgetClosed(state);
      return revisions;
    },
    takeChanges() {
      const changes = new Map([...changed].map((key) => [key, byKey.get(key) ?? []]));
      changed.clear();
      return changes;
    },
    restore(sessions) {
      const byClosing = [...sessions].sort((a, b) => (a.closedAtMs ?? 0) - (b.closedAtMs ?? 0));
      for (const session of byClosing) {
        const key = keyOf(session);
        byKey.set(key, [...(byKey.get(key) ?? []), session]);
        (session.closedAtMs === undefined ? open : closed).add(session);
        clocks.resume(session);
      }
    },
    groups: () => ({ open: open.size, closed: closed.size }),
  };
}

function placeLog(state: LaneState, log: CorrelatedLog): GroupingOutcome {
  const { byKey, changed, rule } = state;
  const key = keyOf(log);
  const sessions = byKey.get(key) ?? [];
  const known = sessions.find(({ ids }) => ids.has(log.documentId));
  if (known) {
    known.duplicates += 1;
    changed.add(key);
    return 'duplicate';
  }
  const near = sessions.filter((session) => isNear(session, log.timestampMs, rule.windowMs));
  const [home, ...others] = near.sort((a, b) => a.firstMs - b.firstMs);
  if (home) {
    addLog(home, log);
    for (const other of others) merge(state, home, other);
    noteOpen(state, home);
  } else if (isForgotten(state, log)) {
    return 'late';
  } else {
    const session = openSession(log);
    byKey.set(key, [...sessions, session]);
    noteOpen(state, session);
  }
  return 'grouped';
}

function isNear({ firstMs, lastMs }: GroupSession, timestampMs: number, windowMs: number): boolean {
  return timestampMs >= firstMs - windowMs && timestampMs <= lastMs + windowMs;
}

/** Whether its own source is so far ahead that a group of this time may be gone. Sources that lag as a whole are not. */
function isForgotten({ clocks, rule }: LaneState, { service, timestampMs }: CorrelatedLog): boolean {
  return clocks.watermarkMs([service]) - timestampMs > rule.windowMs + rule.horizonMs;
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

function isDue({ clocks, open, rule }: LaneState, session: GroupSession): boolean {
  const quietMs = clocks.laneMs() - session.lastAppendedAtMs;
  if (quietMs >= rule.windowMs || open.size > rule.maxGroups) return true;
  if (session.isComplete && quietMs >= SETTLE_MS) return true;
  // Spares most sessions the look at their sources.
  if (clocks.highestMs() - session.lastMs < rule.windowMs) return false;
  return clocks.watermarkMs(session.services.keys()) - session.lastMs >= rule.windowMs;
}

function forgetClosed(state: LaneState): void {
  const { closed, clocks, rule } = state;
  for (const session of closed) {
    const isKept = clocks.laneMs() - (session.closedAtMs ?? 0) < rule.horizonMs;
    if (isKept && closed.size <= rule.maxGroups) break;
    dropSession(state, session);
  }
}

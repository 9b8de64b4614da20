import type { GroupLane, StoredSessions } from '@millrace/correlation';
import type { StoredGroups } from '@millrace/mongo';
import type { CorrelationGroup } from '@millrace/schemas';

/** What happened in a lane since it was kept. Stays until {@link LaneChanges.kept}, also when keeping it fails. */
export interface LaneChanges {
  /** Closes what is due and notes all changes as plain data, so that what follows in the lane alters none of them. */
  gather(nowMs: number | undefined): void;
  readonly groups: () => StoredGroups;
  readonly revisions: () => readonly CorrelationGroup[];
  /** What time it was when they were gathered, as text. */
  readonly clocks: () => string;
  isEmpty(): boolean;
  /** What was gathered is kept. */
  kept(): void;
}

/** Revisions of one save. */
const MAX_REVISIONS = 5_000;

/** See {@link LaneChanges}. */
export function createLaneChanges(lane: GroupLane, stored: Pick<StoredSessions, 'write'>): LaneChanges {
  let groups: StoredGroups = new Map();
  let revisions: readonly CorrelationGroup[] = [];
  let clocks = JSON.stringify(lane.clocks());
  return {
    gather(nowMs) {
      revisions = [...revisions, ...lane.closeDue(nowMs, MAX_REVISIONS - revisions.length)];
      groups = new Map([...groups, ...stored.write(lane.takeChanges())]);
      clocks = JSON.stringify(lane.clocks());
    },
    groups: () => groups,
    revisions: () => revisions,
    clocks: () => clocks,
    isEmpty: () => groups.size === 0 && revisions.length === 0,
    kept() {
      groups = new Map();
      revisions = [];
    },
  };
}

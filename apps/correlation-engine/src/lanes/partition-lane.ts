import { createGroupLane, createStoredSessions, storedClocksSchema } from '@millrace/correlation';
import type { CorrelatedLog, GroupingOutcome, GroupingRule, LaneCuts } from '@millrace/correlation';
import type { CommitPoint } from '@millrace/pipeline';
import { createLaneChanges } from './lane-changes.js';
import { createLaneKeeper } from './lane-keeper.js';
import type { KeeperPorts, KeptLane } from './lane-keeper.js';

/** What a lane works with. */
export interface LanePorts extends KeeperPorts {
  readonly rule: GroupingRule;
  /** Told after each look at what is due. */
  readonly onCut: (lane: string, cuts: LaneCuts) => void;
}

/** The groups of one partition, in memory and as they are kept. */
export interface PartitionLane {
  take(log: CorrelatedLog): GroupingOutcome;
  /** Notes that a record that is not grouped has its outcome. */
  pass(offset: number): void;
  /**
   * Keeps the lane as it is at a point, whose changes are taken before this returns; `nowMs` is given when every record
   * was read. False when it is not kept. Does not reject.
   */
  save(point: CommitPoint, nowMs: number | undefined): Promise<boolean>;
  /** Closes what is due though no record came since the last point, and keeps that under it. Does not reject. */
  closeQuiet(nowMs: number | undefined): Promise<void>;
  /** Where the kept state goes up to; undefined when nothing was kept yet. */
  point(): CommitPoint | undefined;
  /** Whether it may take more before what it has is kept. */
  hasRoom(): boolean;
  groups(): { readonly open: number; readonly closed: number };
  /** Another owner has come. */
  isLost(): boolean;
  /** Resolves when nothing is being kept or told. */
  idle(): Promise<void>;
}

/** Logs taken and not yet kept: about as many groups is what one transaction is asked to write. */
const MAX_UNSAVED = 50_000;
/** How far a lane may be above its bound before it waits for groups to be closed. */
const FULL_SHARE = 1.5;

/** Goes on with the groups that an earlier owner kept. */
export function openPartitionLane(
  kept: KeptLane & { readonly groups: readonly object[] },
  ports: LanePorts,
): PartitionLane {
  const { rule } = ports;
  const lane = createGroupLane(rule, kept.manifest.epoch);
  const { clocks } = kept.manifest;
  const keptClocks = clocks === undefined ? undefined : storedClocksSchema.parse(JSON.parse(clocks));
  const stored = createStoredSessions();
  lane.restore(stored.restore(kept.groups), keptClocks);
  const changes = createLaneChanges(lane, stored);
  const keeper = createLaneKeeper(kept, changes, ports);
  /** Above the last record that came to this owner. */
  let next: number | undefined;
  let taken = 0;
  const keep = async (at: CommitPoint): Promise<boolean> => {
    const gathered = taken;
    const isKept = await keeper.keep(at);
    if (isKept) taken -= gathered;
    return isKept;
  };
  const gather = (nowMs: number | undefined): void => {
    changes.gather(nowMs);
    ports.onCut(kept.name, lane.takeCuts());
  };
  const mayKeep = () => !keeper.isBusy() && !keeper.isLost();
  return {
    take(log) {
      next = log.offset + 1;
      taken += 1;
      return lane.take(log);
    },
    pass(offset) {
      next = offset + 1;
    },
    async save(at, nowMs) {
      if (!mayKeep()) return false;
      const isBroken = at.ledger.broken !== undefined;
      // Nothing came, or some of it is not yet settled: no state to keep. That the books are broken is to be said anyhow.
      if (next === undefined ? isBroken : at.offset < next) return isBroken;
      gather(nowMs);
      return keep(at);
    },
    async closeQuiet(nowMs) {
      const point = keeper.point();
      if (!mayKeep() || !point || (next ?? 0) > point.offset) return;
      gather(nowMs);
      if (!changes.isEmpty()) await keep(point);
    },
    point: keeper.point,
    hasRoom: () =>
      Math.max(taken, changes.groups().size) < MAX_UNSAVED &&
      lane.groups().open < rule.maxGroups * FULL_SHARE,
    groups: lane.groups,
    isLost: keeper.isLost,
    idle: keeper.idle,
  };
}

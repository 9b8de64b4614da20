import type { CorrelationStore, LaneManifest } from '@millrace/mongo';
import type { CommitPoint, TopicPartition } from '@millrace/pipeline';
import { correlationGroupSchema, decodeCommitLedger, encodeCommitLedger } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';
import type { LaneChanges } from './lane-changes.js';

/** What a keeper works with. */
export interface KeeperPorts {
  readonly store: Pick<CorrelationStore, 'save' | 'clearOutbox'>;
  /** Writes revisions to `correlations` and resolves with true, with false when the lane was given up before that. */
  readonly tell: (groups: readonly CorrelationGroup[]) => Promise<boolean>;
  readonly onSaveFailed: (error: unknown) => void;
  readonly onOutboxUncleared: (error: unknown) => void;
  readonly onLost: (lane: string) => void;
}

/** Which lane, and what its last owner kept of it. */
export interface KeptLane extends TopicPartition {
  readonly name: string;
  readonly manifest: LaneManifest;
}

/**
 * Keeps the changes of a lane and tells its revisions, in this order. One save at a time, and the next one after the
 * revisions of the last were told.
 */
export interface LaneKeeper {
  /** Keeps the gathered changes under a point; false when they are not kept, and then they stay. Does not reject. */
  keep(at: CommitPoint): Promise<boolean>;
  /** Where the kept state goes up to, with its books; undefined when nothing was kept yet. */
  point(): CommitPoint | undefined;
  isBusy(): boolean;
  /** Another owner has come. */
  isLost(): boolean;
  /** Resolves when nothing is being kept or told. */
  idle(): Promise<void>;
}

/** Begins by telling again what the last owner may not have told. */
export function createLaneKeeper(kept: KeptLane, changes: LaneChanges, ports: KeeperPorts): LaneKeeper {
  const { name, manifest } = kept;
  let point = pointOf(kept);
  let isLost = false;
  let work: Promise<void> | undefined;

  const begin = (task: Promise<void>): void => {
    work = task.finally(() => {
      work = undefined;
    });
  };
  const tell = async (groups: readonly CorrelationGroup[]): Promise<void> => {
    if (groups.length === 0 || !(await ports.tell(groups))) return;
    await ports.store.clearOutbox(name, manifest.epoch).catch(ports.onOutboxUncleared);
  };
  const save = async (at: CommitPoint): Promise<boolean> => {
    const [groups, revisions] = [changes.groups(), changes.revisions()];
    const saved = await ports.store.save(name, {
      epoch: manifest.epoch,
      offset: at.offset,
      ledger: encodeCommitLedger(at.ledger),
      clocks: changes.clocks(),
      outbox: revisions.map((group) => JSON.stringify(group)),
      changes: groups,
    });
    if (!saved) {
      isLost = true;
      ports.onLost(name);
      return false;
    }
    point = at;
    changes.kept();
    return true;
  };
  begin(tell(manifest.outbox.map((text) => correlationGroupSchema.parse(JSON.parse(text)))));
  return {
    keep(at) {
      const done = Promise.withResolvers<boolean>();
      const revisions = changes.revisions();
      const run = async (): Promise<void> => {
        const saved = await save(at).catch((error: unknown) => {
          ports.onSaveFailed(error);
          return false;
        });
        done.resolve(saved);
        if (saved) await tell(revisions);
      };
      begin(run());
      return done.promise;
    },
    point: () => point,
    isBusy: () => work !== undefined,
    isLost: () => isLost,
    idle: async () => work,
  };
}

function pointOf({ topic, partition, manifest }: KeptLane): CommitPoint | undefined {
  const { offset, ledger: text } = manifest;
  if (offset === undefined) return undefined;
  const ledger = decodeCommitLedger(text);
  if (!ledger) throw new Error(`opening ${topic}[${partition}]: the books kept with it are not readable`);
  return { topic, partition, offset, ledger };
}

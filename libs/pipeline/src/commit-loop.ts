import type { Assignment } from './assignment.js';
import type { Checkpoints } from './checkpoints.js';
import type { PumpReport } from './record-pump.js';
import type { RecordSource } from './record-source.js';
import type { Timers } from './timers.js';

/** Commits the prefix of every owned partition, at intervals and on demand, one commit at a time. */
export interface CommitLoop {
  /** (Re)starts the interval for the epoch that has begun. */
  start(): void;
  /** Commits what is to be committed now, after a commit under way. Never rejects: the next one carries it too. */
  commit(): Promise<void>;
}

/** What a loop works with. */
export interface CommitLoopPorts {
  readonly source: RecordSource;
  readonly report: PumpReport;
  readonly timers: Timers;
  readonly current: () => Assignment | undefined;
  readonly checkpoints?: Checkpoints | undefined;
}

/** See {@link CommitLoop}. Points are taken from the current epoch in the same tick in which they are sent. */
export function createCommitLoop(ports: CommitLoopPorts, intervalMs: number): CommitLoop {
  let underWay: Promise<void> = Promise.resolve();
  const commitOnce = async (): Promise<void> => {
    const assignment = ports.current();
    const points = assignment?.commitPoints() ?? [];
    if (!assignment || points.length === 0) return;
    try {
      const kept = ports.checkpoints ? await ports.checkpoints.save(points) : points;
      if (kept.length === 0 || ports.current() !== assignment) return;
      await ports.source.commit(kept);
      assignment.committed(kept);
    } catch (error) {
      ports.report('warn', 'commit_failed', { error, partitions: points.length, epoch: assignment.epoch });
    }
  };
  const commit = (): Promise<void> => (underWay = underWay.then(commitOnce));
  const next = (epoch: Assignment | undefined): void => {
    // A commit may outlast the epoch whose interval it was of; the one that has begun since has its own.
    if (epoch === undefined || ports.current() !== epoch) return;
    ports.timers.set(intervalMs, () => void commit().then(() => next(epoch)));
  };
  return { start: () => next(ports.current()), commit };
}

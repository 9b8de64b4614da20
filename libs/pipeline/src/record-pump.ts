import { createAssignment } from './assignment.js';
import type { Assignment } from './assignment.js';
import { createBatchRunner } from './batch-runner.js';
import { createCommitLoop } from './commit-loop.js';
import type { FetchedStretch } from './fetched-stretch.js';
import { createPartitionFlow } from './partition-flow.js';
import type { PartitionState, ProcessRecords, RecordConsumerOptions } from './record-consumer.js';
import type { RecordSource } from './record-source.js';
import { createTimers } from './timers.js';
import type { After } from './timers.js';
import type { TopicPartition } from './topic-partition.js';

/** Takes a past-tense event with its fields, for the log. */
export type PumpReport = (
  level: 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

/** What a pump works with. */
export interface RecordPumpPorts {
  readonly source: RecordSource;
  readonly process: ProcessRecords;
  readonly now: () => number;
  readonly after: After;
  /** See `PartitionBooksOptions.controlGaps`. */
  readonly controlGaps: (topic: string) => boolean;
  readonly report: PumpReport;
  /** The processor rejected, or answered for a partition it was not given: the consumer cannot go on. */
  readonly failed: (error: unknown) => void;
}

/**
 * Moves records of assigned partitions from a source through lanes and batches into the processor, and commits the
 * contiguous prefix with its ledger. It stands between the fetch loop and the sink: taking never waits, a full lane
 * pauses its partition, and a commit of an epoch that is over is dropped before it is sent.
 */
export interface RecordPump {
  /** Begins an epoch: everything of the last one is void, and partitions start once their ledgers are open. */
  assign(partitions: readonly TopicPartition[]): void;
  take(stretch: FetchedStretch): void;
  /** Commits what has its outcomes now rather than with the next interval. Does not reject. */
  commit(): Promise<void>;
  /** Takes no more, waits up to `timeoutMs` for the calls in flight, commits, ends the epoch. */
  drain(timeoutMs: number): Promise<void>;
  /** Ends the epoch and every timer at once and commits nothing. */
  abandon(): void;
  partitions(): readonly PartitionState[];
}

/** See {@link RecordPump}. */
export function createRecordPump(ports: RecordPumpPorts, options: RecordConsumerOptions): RecordPump {
  const { source, report } = ports;
  const timers = createTimers(ports.after);
  let current: Assignment | undefined;
  let epoch = 0;

  const abandon = (): void => {
    current?.end();
    current = undefined;
    timers.cancelAll();
  };
  const commits = createCommitLoop(
    { source, report, timers, current: () => current },
    options.commitIntervalMs,
  );
  const flow = createPartitionFlow({
    source,
    report,
    timers,
    isCurrent: (assignment) => assignment === current,
    opened: () => void commits.commit(),
  });
  const runner = createBatchRunner(
    {
      process: ports.process,
      now: ports.now,
      timers,
      current: () => current,
      taken: flow.resumeEmptied,
      settled: (assignment) => {
        if (flow.stopBroken(assignment)) void commits.commit();
      },
      failed: ports.failed,
    },
    options,
  );
  return {
    abandon,
    assign(partitions) {
      abandon();
      epoch += 1;
      current = createAssignment(epoch, partitions, options, ports.controlGaps);
      source.pause(partitions);
      void flow.open(current);
      commits.start();
      runner.turn();
    },
    take(stretch) {
      if (!current) return;
      flow.take(current, stretch);
      if (flow.stopBroken(current)) void commits.commit();
      runner.turn();
    },
    commit: commits.commit,
    async drain(timeoutMs) {
      runner.stop();
      const draining = current;
      draining?.stopTaking();
      if (draining) source.pause(draining.partitions);
      const late = Promise.withResolvers<void>();
      const cancel = ports.after(timeoutMs, late.resolve);
      await Promise.race([runner.idle(), late.promise]);
      cancel();
      await commits.commit();
      abandon();
    },
    partitions: () => current?.states() ?? [],
  };
}

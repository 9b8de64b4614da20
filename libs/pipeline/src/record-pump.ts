import { createAssignment } from './assignment.js';
import type { Assignment } from './assignment.js';
import { createBatchRunner } from './batch-runner.js';
import { createCommitLoop } from './commit-loop.js';
import type { FetchedStretch } from './fetched-stretch.js';
import { knownTopicIds } from './known-topic-ids.js';
import { createPartitionFlow } from './partition-flow.js';
import type { PartitionFlowPorts } from './partition-flow.js';
import { createProcessTopicIdentities } from './process-topic-identities.js';
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
  /** Fetches nothing until {@link RecordPump.resume}, whatever is assigned meanwhile. */
  pause(): void;
  resume(): void;
  partitions(): readonly PartitionState[];
}

/** See {@link RecordPump}. */
export function createRecordPump(ports: RecordPumpPorts, options: RecordConsumerOptions): RecordPump {
  const { source, report, controlGaps } = ports;
  const { maxLaneBytes } = options;
  const timers = createTimers(ports.after);
  const epochs = createEpochs();
  const { current, isCurrent } = epochs;
  const { checkpoints } = options;
  const commits = createCommitLoop(
    { source, report, timers, current, checkpoints },
    options.commitIntervalMs,
  );
  const commit = () => void commits.commit();
  const { groupId, topicIdentities = createProcessTopicIdentities() } = options;
  const knownIds: PartitionFlowPorts['knownIds'] = (facts) => knownTopicIds(topicIdentities, groupId, facts);
  const flow = createPartitionFlow({ source, report, timers, isCurrent, commit, knownIds, checkpoints });
  const settled = (assignment: Assignment): void => {
    flow.stopBroken(assignment);
    flow.resumeEbbed(assignment);
  };
  const runner = createBatchRunner({ ...ports, timers, current, taken: flow.resumeEbbed, settled }, options);
  const abandon = (): void => {
    epochs.end();
    timers.cancelAll();
  };
  return {
    abandon,
    assign(partitions) {
      abandon();
      const assignment = epochs.begin((epoch) =>
        createAssignment(epoch, partitions, { maxLaneBytes, controlGaps }),
      );
      source.pause(partitions);
      flow.open(assignment);
      commits.start();
    },
    take(stretch) {
      const assignment = current();
      if (assignment) flow.take(assignment, stretch);
      runner.turn();
    },
    commit: commits.commit,
    async drain(timeoutMs) {
      const assignment = current();
      runner.stop();
      assignment?.stopTaking();
      if (assignment) source.pause(assignment.partitions);
      await before(runner.idle(), timeoutMs, ports.after);
      await commits.commit();
      abandon();
    },
    pause: () => flow.hold(current()),
    resume: () => flow.release(current()),
    partitions: () => current()?.states() ?? [],
  };
}

/** The epoch that is current, if any; there is never more than one. */
function createEpochs() {
  let assignment: Assignment | undefined;
  let epoch = 0;
  return {
    current: () => assignment,
    isCurrent: (one: Assignment) => one === assignment,
    begin(create: (epoch: number) => Assignment): Assignment {
      epoch += 1;
      assignment = create(epoch);
      return assignment;
    },
    end(): void {
      assignment?.end();
      assignment = undefined;
    },
  };
}

async function before(work: Promise<void>, timeoutMs: number, after: After): Promise<void> {
  const late = Promise.withResolvers<void>();
  const cancel = after(timeoutMs, late.resolve);
  await Promise.race([work, late.promise]);
  cancel();
}

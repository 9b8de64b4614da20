import type { AssignedPartition, Assignment } from './assignment.js';
import type { FetchedStretch } from './fetched-stretch.js';
import type { PumpReport } from './record-pump.js';
import type { RecordSource } from './record-source.js';
import type { Timers } from './timers.js';

/** The fetching side of a pump: opens partitions, pauses and resumes them. Nothing here waits for the processor. */
export interface PartitionFlow {
  /** Opens the ledgers of an epoch and lets its sound partitions run; tries again until it succeeds or the epoch ends. */
  open(assignment: Assignment): Promise<void>;
  take(assignment: Assignment, stretch: FetchedStretch): void;
  /** Lets partitions run on whose lanes have room again. */
  resumeEmptied(assignment: Assignment): void;
  /** Pauses and reports partitions whose ledger broke; true when there was one that was not reported before. */
  stopBroken(assignment: Assignment): boolean;
}

/** What a flow works with. */
export interface PartitionFlowPorts {
  readonly source: RecordSource;
  readonly report: PumpReport;
  readonly timers: Timers;
  readonly isCurrent: (assignment: Assignment) => boolean;
  /** Called once the ledgers of an epoch are open. */
  readonly opened: () => void;
}

/** Wait before a call of the source that failed is made again, ms. */
const RETRY_MS = 1_000;

/** See {@link PartitionFlow}. */
export function createPartitionFlow(ports: PartitionFlowPorts): PartitionFlow {
  const { source, report } = ports;
  const topicIds = new Map<string, string>();

  const retrying = async (
    assignment: Assignment,
    event: string,
    work: () => Promise<void>,
  ): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!ports.isCurrent(assignment)) return;
      report('warn', event, { error, retryInMs: RETRY_MS });
      ports.timers.set(RETRY_MS, () => void retrying(assignment, event, work));
    }
  };
  const go = (one: AssignedPartition): void => {
    if (!one.books || brokenReason(one) !== undefined) return;
    one.flow = 'running';
    source.resume(one, one.books.next());
  };
  const stop = (one: AssignedPartition, flow: 'full' | 'checking'): void => {
    one.flow = flow;
    source.pause([one]);
  };
  const restart = (assignment: Assignment, one: AssignedPartition): Promise<void> =>
    retrying(assignment, 'reading_log_start_failed', async () => {
      const low = await source.logStart(one);
      if (!ports.isCurrent(assignment)) return;
      one.books?.logStartsAt(low);
      stopBroken(assignment);
      go(one);
    });
  const stopBroken = (assignment: Assignment): boolean => {
    const broken = assignment.partitions.filter(
      (one) => one.flow !== 'stopped' && brokenReason(one) !== undefined,
    );
    for (const one of broken) {
      one.flow = 'stopped';
      report('error', 'ledger_broken', {
        topic: one.topic,
        partition: one.partition,
        reason: brokenReason(one),
      });
    }
    if (broken.length > 0) source.pause(broken);
    return broken.length > 0;
  };

  return {
    stopBroken,
    open: (assignment) =>
      retrying(assignment, 'opening_ledgers_failed', async () => {
        const facts = await source.facts(assignment.partitions);
        if (!ports.isCurrent(assignment)) return;
        for (const one of facts) {
          assignment.open(one, topicIds.get(one.topic));
          if (one.topicId !== undefined) topicIds.set(one.topic, topicIds.get(one.topic) ?? one.topicId);
        }
        stopBroken(assignment);
        assignment.partitions.forEach(go);
        ports.opened();
      }),
    take(assignment, stretch) {
      const one = assignment.find(stretch);
      if (one?.flow !== 'running' || !one.books) return;
      const verdict = one.books.take(stretch);
      if (verdict === 'full') stop(one, 'full');
      if (verdict !== 'unsure') return;
      stop(one, 'checking');
      void restart(assignment, one);
    },
    resumeEmptied(assignment) {
      for (const one of assignment.partitions) {
        if (one.flow !== 'full' || !one.books?.lane.hasEbbed()) continue;
        one.flow = 'checking';
        void restart(assignment, one);
      }
    },
  };
}

function brokenReason(one: AssignedPartition): string | undefined {
  return one.refusal ?? one.books?.brokenReason();
}

import type { Assignment } from './assignment.js';
import { createBatchComposer } from './batch-composer.js';
import type { ProcessRecords, RecordConsumerOptions } from './record-consumer.js';
import type { SourceRecord } from './source-record.js';
import type { Timers } from './timers.js';

/** The processing side of a pump: composes batches and keeps a bounded number of calls of the processor in flight. */
export interface BatchRunner {
  /** Starts what is due; to be called whenever records came, a call ended or an epoch began. */
  turn(): void;
  /** Starts nothing any more. */
  stop(): void;
  /** Resolves when no call is in flight. */
  idle(): Promise<void>;
}

/** What a runner works with. */
export interface BatchRunnerPorts {
  readonly process: ProcessRecords;
  readonly now: () => number;
  readonly timers: Timers;
  readonly current: () => Assignment | undefined;
  /** Records left the lanes. */
  readonly taken: (assignment: Assignment) => void;
  /** Outcomes were noted, perhaps breaking a ledger. */
  readonly settled: (assignment: Assignment) => void;
  readonly failed: (error: unknown) => void;
}

/** See {@link BatchRunner}. Calls of an epoch that is over still count as in flight until they end. */
export function createBatchRunner(ports: BatchRunnerPorts, options: RecordConsumerOptions): BatchRunner {
  const composer = createBatchComposer(options);
  let inFlight = 0;
  let idle = Promise.withResolvers<void>();
  idle.resolve();
  let stopped = false;
  let cancelTimer: (() => void) | undefined;

  const run = async (assignment: Assignment, batch: readonly SourceRecord[]): Promise<void> => {
    if (inFlight === 0) idle = Promise.withResolvers<void>();
    inFlight += 1;
    try {
      const outcomes = await ports.process(batch, assignment.signal);
      if (ports.current() === assignment) {
        assignment.settle(batch, outcomes);
        ports.settled(assignment);
      }
    } catch (error) {
      if (!assignment.signal.aborted) ports.failed(error);
    }
    inFlight -= 1;
    if (inFlight === 0) idle.resolve();
    turn();
  };
  const turn = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    const assignment = ports.current();
    if (!assignment || stopped) return;
    while (inFlight < options.maxInFlight) {
      const batch = composer.take(assignment.lanes(), ports.now());
      if (!batch) break;
      void run(assignment, batch);
      ports.taken(assignment);
    }
    const dueMs = inFlight < options.maxInFlight ? composer.dueMs() : undefined;
    if (dueMs !== undefined) cancelTimer = ports.timers.set(Math.max(1, dueMs - ports.now()), turn);
  };
  return {
    turn,
    stop() {
      stopped = true;
      cancelTimer?.();
    },
    idle: () => idle.promise,
  };
}

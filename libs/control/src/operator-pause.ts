import type { InstanceStatus } from '@millrace/schemas';
import { RefusedCommandError } from './answer-request.js';

/** A consumer of records as an operator pauses it; `RecordConsumer` is one. */
export interface PausableConsumer {
  /** Fetches nothing more until `resume`; does no harm twice. */
  pause(): void;
  resume(): void;
  partitions(): readonly {
    readonly position: number;
    readonly end: number;
    readonly queuedRecords: number;
  }[];
}

/** Whether an operator wants an instance to fetch nothing. In memory: a restart resumes. */
export interface OperatorPause {
  pause(): void;
  resume(): void;
  status(): Omit<InstanceStatus, 'ready'>;
  /** For `/readyz`; none while nothing is paused. */
  reasons(): readonly string[];
}

/** A pause over all consumers of an instance. Without any, pausing and resuming are refused. */
export function createOperatorPause(
  consumers: readonly PausableConsumer[],
  now: () => number,
): OperatorPause {
  let pausedSince: string | undefined;
  const refuseIdle = (): void => {
    if (consumers.length === 0) throw new RefusedCommandError('it reads no records that could be paused');
  };
  return {
    pause() {
      refuseIdle();
      pausedSince ??= new Date(now()).toISOString();
      for (const consumer of consumers) consumer.pause();
    },
    resume() {
      refuseIdle();
      pausedSince = undefined;
      for (const consumer of consumers) consumer.resume();
    },
    status() {
      const partitions = consumers.flatMap((consumer) => consumer.partitions());
      const sum = (value: (one: (typeof partitions)[number]) => number) =>
        partitions.reduce((total, one) => total + value(one), 0);
      const reading = pausedSince === undefined ? 'consuming' : 'paused';
      return {
        state: consumers.length === 0 ? 'idle' : reading,
        ...(pausedSince !== undefined && { pausedSince }),
        partitions: partitions.length,
        lagRecords: sum(({ end, position }) => Math.max(0, end - position)),
        queuedRecords: sum(({ queuedRecords }) => queuedRecords),
      };
    },
    reasons: () =>
      pausedSince === undefined ? [] : [`paused by an operator since ${pausedSince}: no records are read`],
  };
}

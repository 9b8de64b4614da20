import type { Assignment } from './assignment.js';
import type { RecordSource } from './record-source.js';
import type { Timers } from './timers.js';

/** Whether an operator wants nothing fetched. It outlives assignments, not the process. */
export interface OperatorHold {
  isOn(): boolean;
  /** Nothing more is fetched, from this assignment or the next; what is queued still gets its outcome. */
  begin(assignment: Assignment | undefined): void;
  /** Lets every partition that was held run on, through `restart`. */
  end(assignment: Assignment | undefined, restart: (assignment: Assignment) => void): void;
  /** An assignment was opened: while held, the ends of its logs are still looked at, since fetches no longer tell. */
  watch(assignment: Assignment): void;
}

/** What a hold works with. */
export interface OperatorHoldPorts {
  readonly source: Pick<RecordSource, 'pause' | 'facts'>;
  readonly timers: Timers;
  readonly isCurrent: (assignment: Assignment) => boolean;
}

/** How often the ends of held logs are read, so that the lag that is shown grows, ms. */
const WATCH_MS = 2_000;

/** See {@link OperatorHold}. */
export function createOperatorHold({ source, timers, isCurrent }: OperatorHoldPorts): OperatorHold {
  let isOn = false;
  let cancelWatch: (() => void) | undefined;
  const look = async (assignment: Assignment): Promise<void> => {
    const facts = await source.facts(assignment.partitions).catch(() => []);
    if (!isOn || !isCurrent(assignment)) return;
    for (const one of facts) assignment.find(one)?.books?.logEndsAt(one.high);
    watch(assignment);
  };
  const watch = (assignment: Assignment): void => {
    cancelWatch?.();
    cancelWatch = isOn ? timers.set(WATCH_MS, () => void look(assignment)) : undefined;
  };
  return {
    isOn: () => isOn,
    watch,
    begin(assignment) {
      isOn = true;
      if (!assignment) return;
      const running = assignment.partitions.filter(({ flow }) => flow === 'running');
      for (const one of running) one.flow = 'held';
      source.pause(running);
      watch(assignment);
    },
    end(assignment, restart) {
      isOn = false;
      cancelWatch?.();
      if (assignment) restart(assignment);
    },
  };
}

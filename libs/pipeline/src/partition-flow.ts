import { brokenReason } from './assigned-partition.js';
import type { AssignedPartition } from './assigned-partition.js';
import type { Assignment } from './assignment.js';
import { factsWithCheckpoints } from './checkpoints.js';
import type { Checkpoints } from './checkpoints.js';
import { createOperatorHold } from './operator-hold.js';
import type { OperatorHold } from './operator-hold.js';
import type { FetchedStretch } from './fetched-stretch.js';
import type { PartitionFacts } from './open-ledger.js';
import type { PumpReport } from './record-pump.js';
import type { RecordSource } from './record-source.js';
import type { Timers } from './timers.js';
import type { TopicPartition } from './topic-partition.js';

/** The fetching side of a pump: opens partitions, pauses and resumes them. Nothing here waits for the processor. */
export interface PartitionFlow {
  /** Opens the ledgers of an epoch and lets its sound partitions run; tries again until it succeeds or the epoch ends. */
  open(assignment: Assignment): void;
  take(assignment: Assignment, stretch: FetchedStretch): void;
  /** Lets partitions run on that have room again; to be called when records left lanes or got their outcomes. */
  resumeEbbed(assignment: Assignment): void;
  /** Pauses, reports and commits partitions whose ledger broke since this was asked last. */
  stopBroken(assignment: Assignment): void;
  /** Fetches nothing until {@link PartitionFlow.release}, also under later assignments. */
  hold(assignment: Assignment | undefined): void;
  release(assignment: Assignment | undefined): void;
}

/** What a flow works with. */
export interface PartitionFlowPorts {
  readonly source: RecordSource;
  readonly report: PumpReport;
  readonly timers: Timers;
  readonly isCurrent: (assignment: Assignment) => boolean;
  /** The ids by which the group knows these topics; rejects when that cannot be told now. */
  readonly knownIds: (
    facts: readonly (TopicPartition & PartitionFacts)[],
  ) => Promise<ReadonlyMap<string, string>>;
  readonly checkpoints?: Checkpoints | undefined;
  /** Something is to be committed at once: ledgers were opened, or one broke. */
  readonly commit: () => void;
}

/** Wait before a call of the source that failed is made again, ms. */
const RETRY_MS = 1_000;

/** See {@link PartitionFlow}. */
export function createPartitionFlow(given: PartitionFlowPorts): PartitionFlow {
  const hold = createOperatorHold(given);
  const ports: HeldPorts = { ...given, hold };
  return {
    hold: hold.begin,
    release: (current) =>
      hold.end(current, (assignment) => restartThose(ports, assignment, ({ flow }) => flow === 'held')),
    open: (assignment) =>
      void retrying(ports, assignment, 'opening_ledgers_failed', async () => {
        const kept = (await ports.checkpoints?.open(assignment.partitions)) ?? [];
        const found = await ports.source.facts(assignment.partitions);
        const facts = ports.checkpoints ? factsWithCheckpoints(found, kept) : found;
        const known = await ports.knownIds(facts);
        if (!ports.isCurrent(assignment)) return;
        for (const one of facts) assignment.open(one, known.get(one.topic));
        stopBroken(ports, assignment);
        for (const one of assignment.partitions) go(ports, one);
        ports.hold.watch(assignment);
        ports.commit();
      }),
    take(assignment, stretch) {
      const one = assignment.find(stretch);
      if (one?.flow !== 'running' || !one.books) return;
      const verdict = one.books.take(stretch);
      if (verdict === 'taken') return;
      one.flow = verdict === 'full' ? 'full' : 'checking';
      ports.source.pause([one]);
      if (verdict === 'unsure') restart(ports, assignment, one);
      if (verdict === 'broken') stopBroken(ports, assignment);
    },
    resumeEbbed(assignment) {
      restartThose(ports, assignment, ({ flow, books }) => flow === 'full' && books?.hasEbbed() === true);
    },
    stopBroken: (assignment) => stopBroken(ports, assignment),
  };
}

type HeldPorts = PartitionFlowPorts & { readonly hold: OperatorHold };

function restartThose(
  ports: HeldPorts,
  assignment: Assignment,
  which: (one: AssignedPartition) => boolean,
): void {
  for (const one of assignment.partitions.filter(which)) {
    one.flow = 'checking';
    restart(ports, assignment, one);
  }
}

/** Retention may have overtaken a partition that was paused, so the start of the log is read before it runs on. */
function restart(ports: HeldPorts, assignment: Assignment, one: AssignedPartition): void {
  void retrying(ports, assignment, 'reading_log_start_failed', async () => {
    const low = await ports.source.logStart(one);
    if (!ports.isCurrent(assignment) || one.flow !== 'checking') return;
    one.books?.logStartsAt(low);
    stopBroken(ports, assignment);
    go(ports, one);
  });
}

function go({ source, hold }: HeldPorts, one: AssignedPartition): void {
  if (!one.books || brokenReason(one) !== undefined) return;
  one.flow = hold.isOn() ? 'held' : 'running';
  if (one.flow === 'held') return;
  source.resume(one, one.books.next());
}

function stopBroken({ source, report, commit }: PartitionFlowPorts, assignment: Assignment): void {
  const broken = assignment.partitions.filter(
    (one) => one.flow !== 'stopped' && brokenReason(one) !== undefined,
  );
  if (broken.length === 0) return;
  for (const one of broken) {
    one.flow = 'stopped';
    const { topic, partition } = one;
    report('error', 'ledger_broken', { topic, partition, reason: brokenReason(one) });
  }
  source.pause(broken);
  commit();
}

async function retrying(
  ports: PartitionFlowPorts,
  assignment: Assignment,
  event: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!ports.isCurrent(assignment)) return;
    ports.report('warn', event, { error, retryInMs: RETRY_MS });
    ports.timers.set(RETRY_MS, () => void retrying(ports, assignment, event, work));
  }
}

import type { CommitLedger } from '@millrace/schemas';
import type { PartitionFacts } from './open-ledger.js';
import type { CommitPoint } from './partition-books.js';
import type { TopicPartition } from './topic-partition.js';

/** Up to where the state kept for a partition goes, with the books as they stood there. */
export interface Checkpoint extends TopicPartition {
  readonly offset: number;
  readonly ledger: CommitLedger;
}

/**
 * State of a processor that moves together with its position. The app keeps it, in one atomic write with the position
 * and the books; a commit follows and never runs ahead, so that an owner goes on from the state and not from the commit.
 */
export interface Checkpoints {
  /**
   * Called once partitions are assigned and before any of their records: from here on only this owner may save. Returns
   * what is kept of those that have something. Is called again after it rejected.
   */
  open(partitions: readonly TopicPartition[]): Promise<readonly Checkpoint[]>;
  /**
   * Keeps the state as it is at these points. Called in the tick in which the points are taken, when every record below
   * them has its outcome and, if the processor does not wait for anything, no other was given to it. Resolves with the
   * points that were kept; only they are committed. One that is not, because another owner has come or the store does
   * not answer, comes again.
   */
  save(points: readonly CommitPoint[]): Promise<readonly CommitPoint[]>;
}

/**
 * What an owner finds, with the kept state in the place of a commit that lags behind it. What was committed stays in
 * `seen`, so that a break that comes from the kept state gets shown there.
 */
export function factsWithCheckpoints(
  facts: readonly (TopicPartition & PartitionFacts)[],
  checkpoints: readonly Checkpoint[],
): readonly (TopicPartition & PartitionFacts)[] {
  const kept = new Map(checkpoints.map((one) => [nameOf(one), one]));
  return facts.map((found) => {
    const own = kept.get(nameOf(found));
    const { committed, ledger } = found;
    const seen = { committed, ledger };
    if (own && (committed === undefined || isAhead(own, found)))
      return { ...found, seen, committed: own.offset, ledger: own.ledger };
    if (committed === undefined || !isSound(ledger) || isAccepted(found, own)) return found;
    return { ...found, seen, ledger: { ...ledger, broken: lostState(committed, own) } };
  });
}

function isAhead(own: Checkpoint, found: PartitionFacts): boolean {
  return isSound(found.ledger) && own.offset >= (found.committed ?? 0) && !isAccepted(found, own);
}

function isSound(ledger: CommitLedger | undefined): ledger is CommitLedger {
  return ledger !== undefined && ledger.broken === undefined;
}

/** Whether an operator has let the books begin anew at the position of the group since the state was kept. */
function isAccepted({ committed, ledger }: PartitionFacts, own: Checkpoint | undefined): boolean {
  if (ledger === undefined || ledger.base !== committed) return false;
  if (own === undefined || ledger.base > own.ledger.base) return true;
  return ledger.accepted !== undefined && ledger.accepted !== own.ledger.accepted;
}

function lostState(committed: number, own: Checkpoint | undefined): string {
  const kept = own ? `ends at ${own.offset}` : 'is gone';
  return `offset ${committed} is committed, but the state kept with it ${kept}`;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

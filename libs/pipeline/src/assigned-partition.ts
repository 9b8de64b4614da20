import { openLedger } from './open-ledger.js';
import type { PartitionFacts } from './open-ledger.js';
import { createPartitionBooks } from './partition-books.js';
import type { CommitPoint, PartitionBooks } from './partition-books.js';
import type { PartitionState } from './record-consumer.js';
import type { TopicPartition } from './topic-partition.js';

/** One partition of an assignment. It has books once its ledger was opened, a refusal if that was impossible. */
export interface AssignedPartition extends TopicPartition {
  /** Whether it is fetched: `full` and `checking` pass, `held` until an operator says so, `stopped` is for good. */
  flow: 'starting' | 'running' | 'full' | 'checking' | 'held' | 'stopped';
  books?: PartitionBooks;
  refusal?: string;
  /** What no commit says yet about the refusal. */
  evidence?: CommitPoint;
}

/** What the books of a partition are opened with, beside what is found. */
export interface OpeningOptions {
  readonly maxLaneBytes: number;
  readonly controlGaps: (topic: string) => boolean;
}

/** Opens the books of a partition, or notes why that cannot be. `knownTopicId`: see `openLedger`. */
export function openPartition(
  one: AssignedPartition,
  facts: PartitionFacts & { readonly knownTopicId: string | undefined },
  options: OpeningOptions,
): void {
  const { topic, partition } = one;
  const opening = openLedger(facts, facts.knownTopicId);
  if (opening.state === 'broken') {
    one.refusal = opening.reason;
    if (opening.evidence) one.evidence = { topic, partition, ...opening.evidence };
    return;
  }
  one.books = createPartitionBooks({
    topic,
    partition,
    position: opening.position,
    ledger: opening.ledger,
    low: facts.low,
    high: facts.high,
    maxLaneBytes: options.maxLaneBytes,
    controlGaps: options.controlGaps(topic),
  });
}

/** Why a partition is stopped; undefined while its ledger is sound or not yet opened. */
export function brokenReason(one: AssignedPartition): string | undefined {
  return one.refusal ?? one.books?.brokenReason();
}

/** What to tell of a partition, in the epoch of its assignment. */
export function stateOf(one: AssignedPartition, epoch: number): PartitionState {
  const { topic, partition, books } = one;
  const reason = brokenReason(one);
  return {
    topic,
    partition,
    epoch,
    state: reason === undefined ? stateName(one.flow) : 'ledger-broken',
    position: books?.position() ?? 0,
    end: books?.end() ?? 0,
    queuedRecords: books?.lane.records() ?? 0,
    queuedBytes: books?.lane.bytes() ?? 0,
    ...(reason === undefined ? {} : { reason }),
  };
}

function stateName(flow: AssignedPartition['flow']): PartitionState['state'] {
  if (flow === 'starting') return 'starting';
  return flow === 'running' ? 'consuming' : 'paused';
}

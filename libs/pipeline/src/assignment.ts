import { openPartition, stateOf } from './assigned-partition.js';
import type { AssignedPartition, OpeningOptions } from './assigned-partition.js';
import type { Lane } from './lane.js';
import type { PartitionFacts } from './open-ledger.js';
import type { CommitPoint, PartitionBooks } from './partition-books.js';
import type { PartitionState, RecordOutcome } from './record-consumer.js';
import { recordName } from './source-record.js';
import type { SourceRecord } from './source-record.js';
import type { TopicPartition } from './topic-partition.js';

/**
 * The partitions of one epoch, that is between two joins of the group. Nothing of an epoch outlives it: books, lanes
 * and outcomes still to come are void once `signal` has aborted, so that a late result cannot touch a later owner's
 * ledger.
 */
export interface Assignment {
  readonly epoch: number;
  readonly signal: AbortSignal;
  readonly partitions: readonly AssignedPartition[];
  find(partition: TopicPartition): AssignedPartition | undefined;
  /** Opens the books of a partition, or notes why they cannot be. */
  open(facts: TopicPartition & PartitionFacts, knownTopicId: string | undefined): void;
  lanes(): readonly Lane[];
  /** Empties the lanes and keeps them empty. */
  stopTaking(): void;
  /** Notes the result of a batch. Throws when it holds an outcome of a partition that is not assigned. */
  settle(batch: readonly SourceRecord[], outcomes: readonly RecordOutcome[]): void;
  commitPoints(): readonly CommitPoint[];
  committed(points: readonly CommitPoint[]): void;
  states(): readonly PartitionState[];
  end(): void;
}

/** Begins an epoch with its partitions neither fetched nor opened. */
export function createAssignment(
  epoch: number,
  owned: readonly TopicPartition[],
  options: OpeningOptions,
): Assignment {
  const ended = new AbortController();
  const partitions = owned.map(({ topic, partition }): AssignedPartition => ({
    topic,
    partition,
    flow: 'starting',
  }));
  const index = indexByTopic(partitions);
  const find = ({ topic, partition }: TopicPartition) => index.get(topic)?.[partition];
  let lanes: readonly Lane[] = [];
  return {
    epoch,
    signal: ended.signal,
    partitions,
    find,
    lanes: () => lanes,
    open(facts, knownTopicId) {
      const one = find(facts);
      if (one) openPartition(one, { ...facts, knownTopicId }, options);
      lanes = partitions.flatMap(({ books }) => (books ? [books.lane] : []));
    },
    stopTaking() {
      for (const one of partitions) {
        one.flow = 'stopped';
        one.books?.lane.dropFrom();
      }
    },
    settle(batch, outcomes) {
      const booksOf = (record: SourceRecord) => requireBooks(find(record), record);
      for (const [books, some] of groupBy(outcomes, ({ record }) => booksOf(record))) books.settle(some);
      for (const [books, some] of groupBy(batch, booksOf)) books.require(some);
    },
    commitPoints: () =>
      partitions
        .map((one) => one.evidence ?? one.books?.commitPoint())
        .filter((point) => point !== undefined),
    committed(points) {
      for (const point of points) noteCommitted(find(point), point);
    },
    states: () => partitions.map((one) => stateOf(one, epoch)),
    end: () => ended.abort(new Error(`ending assignment ${epoch}: the partitions were given up`)),
  };
}

function noteCommitted(one: AssignedPartition | undefined, point: CommitPoint): void {
  one?.books?.committed(point);
  if (one) delete one.evidence;
}

function requireBooks(one: AssignedPartition | undefined, record: SourceRecord): PartitionBooks {
  if (!one?.books) throw new Error(`settling ${recordName(record)}: the partition is not assigned`);
  return one.books;
}

function indexByTopic(
  partitions: readonly AssignedPartition[],
): ReadonlyMap<string, readonly (AssignedPartition | undefined)[]> {
  const index = new Map<string, (AssignedPartition | undefined)[]>();
  for (const one of partitions) {
    const list = index.get(one.topic) ?? [];
    list[one.partition] = one;
    index.set(one.topic, list);
  }
  return index;
}

function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

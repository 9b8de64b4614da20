import type { Lane } from './lane.js';
import { openLedger } from './open-ledger.js';
import type { LedgerOpening, PartitionFacts } from './open-ledger.js';
import { createPartitionBooks } from './partition-books.js';
import type { CommitPoint, PartitionBooks, PartitionBooksOptions } from './partition-books.js';
import type { PartitionState, RecordConsumerOptions, RecordOutcome } from './record-consumer.js';
import { recordName } from './source-record.js';
import type { SourceRecord } from './source-record.js';
import type { TopicPartition } from './topic-partition.js';

/** One partition of an assignment. It has books once its ledger was opened, a refusal if that was impossible. */
export interface AssignedPartition extends TopicPartition {
  books?: PartitionBooks;
  refusal?: string;
  evidence?: CommitPoint;
  /** Whether it is fetched: `full` and `checking` pass, `stopped` is for good. */
  flow: 'starting' | 'running' | 'full' | 'checking' | 'stopped';
}

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

/** Begins an epoch with all its partitions paused and without books. */
export function createAssignment(
  epoch: number,
  owned: readonly TopicPartition[],
  options: Pick<RecordConsumerOptions, 'maxLaneBytes'>,
  controlGaps: (topic: string) => boolean,
): Assignment {
  const ended = new AbortController();
  const partitions = owned.map(({ topic, partition }): AssignedPartition => ({
    topic,
    partition,
    flow: 'starting',
  }));
  const index = indexByTopic(partitions);
  const find = ({ topic, partition }: TopicPartition) => index.get(topic)?.[partition];
  const booksOf = (record: SourceRecord): PartitionBooks => {
    const books = find(record)?.books;
    if (!books) throw new Error(`settling ${recordName(record)}: the partition is not assigned`);
    return books;
  };
  let lanes: readonly Lane[] = [];
  return {
    epoch,
    signal: ended.signal,
    partitions,
    find,
    lanes: () => lanes,
    open(facts, knownTopicId) {
      const one = find(facts);
      if (one)
        openPartition(one, openLedger(facts, knownTopicId), {
          ...facts,
          ...options,
          controlGaps: controlGaps(one.topic),
        });
      lanes = partitions.flatMap(({ books }) => (books ? [books.lane] : []));
    },
    stopTaking() {
      for (const one of partitions) {
        one.flow = 'stopped';
        one.books?.lane.dropFrom();
      }
    },
    settle(batch, outcomes) {
      for (const [books, some] of groupBy(outcomes, ({ record }) => booksOf(record))) books.settle(some);
      for (const [books, some] of groupBy(batch, booksOf)) books.require(some);
    },
    commitPoints: () =>
      partitions.flatMap((one) => {
        const point = one.evidence ?? one.books?.commitPoint();
        return point ? [point] : [];
      }),
    committed(points) {
      for (const point of points) {
        const one = find(point);
        one?.books?.committed(point);
        if (one) delete one.evidence;
      }
    },
    states: () => partitions.map(stateOf),
    end: () => ended.abort(new Error(`ending assignment ${epoch}: the partitions were given up`)),
  };
}

function openPartition(
  one: AssignedPartition,
  opening: LedgerOpening,
  rest: Omit<PartitionBooksOptions, 'position' | 'ledger'>,
): void {
  const { topic, partition } = one;
  if (opening.state === 'open') {
    one.books = createPartitionBooks({ ...rest, position: opening.position, ledger: opening.ledger });
    return;
  }
  one.refusal = opening.reason;
  if (opening.evidence) one.evidence = { topic, partition, offset: 0, ledger: opening.evidence };
}

function stateOf({ topic, partition, books, refusal, flow }: AssignedPartition): PartitionState {
  const reason = refusal ?? books?.brokenReason();
  return {
    topic,
    partition,
    state: stateName(flow, reason !== undefined),
    position: books?.position() ?? 0,
    end: books?.end() ?? 0,
    queuedRecords: books?.lane.records() ?? 0,
    queuedBytes: books?.lane.bytes() ?? 0,
    ...(reason === undefined ? {} : { reason }),
  };
}

function stateName(flow: AssignedPartition['flow'], broken: boolean): PartitionState['state'] {
  if (broken) return 'ledger-broken';
  if (flow === 'starting') return 'starting';
  return flow === 'running' ? 'consuming' : 'paused';
}

function indexByTopic(partitions: readonly AssignedPartition[]): ReadonlyMap<string, AssignedPartition[]> {
  const index = new Map<string, AssignedPartition[]>();
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

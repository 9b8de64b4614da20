import type { GapKind, Outcome } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import type { BookName } from '../pipeline-names.js';
import { auditPartition } from './audit-partition.js';
import type { PartitionAudit } from './audit-partition.js';

/** What the books are read from. */
export type BookTools = Pick<ApiDependencies, 'admin' | 'topicIdentities'>;

/** The books of one group on one topic. */
export interface BookAudit {
  readonly app: string;
  readonly groupId: string;
  readonly topic: string;
  readonly balanced: boolean;
  /** Why, when it is about the topic as a whole. */
  readonly reason?: string;
  readonly totals: BookTotals;
  readonly partitions: readonly PartitionAudit[];
}

/** Sums over partitions. */
export interface BookTotals {
  readonly written: number;
  readonly committed: number;
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
  readonly gaps: Readonly<Partial<Record<GapKind, number>>>;
  readonly inFlight: number;
  readonly expiredUnread: number;
}

/**
 * Reads and judges the books of a group on a topic. Committed offsets are read before the ends of the log, so that
 * what happens in between shows as in flight and never as a fault. Rejects when Kafka or MongoDB does not answer.
 */
export async function auditBook(name: BookName, { admin, topicIdentities }: BookTools): Promise<BookAudit> {
  const { app, groupId, topic, ownTopic } = name;
  const topicId = await admin.topicId(topic);
  if (topicId === undefined && !(await admin.listTopics()).includes(topic)) return missingTopic(name);
  const knownTopicId = await topicIdentities.known(groupId, topic);
  const committed = new Map((await admin.committed(groupId, topic)).map((entry) => [entry.partition, entry]));
  const ranges = await admin.ranges(topic);
  const partitions = ranges
    .toSorted((a, b) => a.partition - b.partition)
    .map(({ partition, low, high }) => {
      const { offset, ledger } = committed.get(partition) ?? {};
      const facts = { committed: offset, ledger, topicId, knownTopicId, low, high };
      return auditPartition(partition, facts, ownTopic);
    });
  return {
    app,
    groupId,
    topic,
    balanced: partitions.every((partition) => partition.balanced),
    totals: totalsOf(partitions),
    partitions,
  };
}

function missingTopic({ app, groupId, topic }: BookName): BookAudit {
  const reason = 'the topic does not exist';
  return { app, groupId, topic, balanced: false, reason, totals: totalsOf([]), partitions: [] };
}

function totalsOf(partitions: readonly PartitionAudit[]): BookTotals {
  const sum = (of: (partition: PartitionAudit) => number) =>
    partitions.reduce((total, partition) => total + of(partition), 0);
  return {
    written: sum(({ written }) => written),
    committed: sum(({ committed }) => committed ?? 0),
    counts: sumCounts(partitions.map(({ counts }) => counts)),
    gaps: sumCounts(partitions.map(({ gaps }) => gaps)),
    inFlight: sum(({ inFlight }) => inFlight),
    expiredUnread: sum(({ expiredUnread }) => expiredUnread),
  };
}

function sumCounts<K extends string>(counts: readonly Readonly<Partial<Record<K, number>>>[]) {
  const total: Partial<Record<K, number>> = {};
  for (const one of counts) {
    for (const [name, value] of Object.entries(one) as [K, number][])
      total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

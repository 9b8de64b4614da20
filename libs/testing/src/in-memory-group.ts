import type { CommitPoint, TopicPartition } from '@millrace/pipeline';
import { encodeCommitLedger } from '@millrace/schemas';

/** What a group committed for one partition, as Kafka keeps it: an offset and a string. */
export interface CommittedEntry {
  readonly offset: number;
  readonly metadata: string;
}

/** A member as the group sees it. */
export interface GroupMember {
  readonly topics: readonly string[];
  assigned(partitions: readonly TopicPartition[]): void;
  /** The group is about to be rebalanced: the last moment to commit under this generation. */
  rebalancing(): Promise<void>;
}

/** A consumer group of the in-memory log: it spreads partitions over its members and keeps what they commit. */
export interface InMemoryGroup {
  join(member: GroupMember): Promise<void>;
  leave(member: GroupMember): Promise<void>;
  hasMembers(): boolean;
  /** Rejects for one that is no member. Like Kafka's coordinator it does not check who owns a partition. */
  commit(member: GroupMember, points: readonly CommitPoint[]): void;
  committed(partition: TopicPartition): CommittedEntry | undefined;
  setCommitted(partition: TopicPartition, entry: CommittedEntry): void;
  forgetTopic(topic: string): void;
}

/** See {@link InMemoryGroup}. */
export function createInMemoryGroup(partitionsOf: (topic: string) => number): InMemoryGroup {
  const members: GroupMember[] = [];
  const entries = new Map<string, CommittedEntry>();
  const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

  const rebalance = async (change: () => void): Promise<void> => {
    await Promise.all(members.map((member) => member.rebalancing()));
    change();
    for (const [index, member] of members.entries()) {
      const owned = member.topics.flatMap((topic) =>
        Array.from({ length: partitionsOf(topic) }, (_, partition) => ({ topic, partition })),
      );
      member.assigned(owned.filter(({ partition }) => partition % members.length === index));
    }
  };
  return {
    join: (member) => rebalance(() => void members.push(member)),
    leave: (member) => rebalance(() => void members.splice(members.indexOf(member) >>> 0, 1)),
    hasMembers: () => members.length > 0,
    commit(member, points) {
      if (!members.includes(member)) throw new Error('committing: not a member of the group');
      for (const point of points)
        entries.set(keyOf(point), { offset: point.offset, metadata: encodeCommitLedger(point.ledger) });
    },
    committed: (partition) => entries.get(keyOf(partition)),
    setCommitted: (partition, entry) => void entries.set(keyOf(partition), entry),
    forgetTopic(topic) {
      for (const key of entries.keys()) if (key.startsWith(`${topic}/`)) entries.delete(key);
    },
  };
}

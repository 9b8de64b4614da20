import type { PartitionFacts } from './open-ledger.js';
import type { TopicIdentities } from './topic-identities.js';
import type { TopicPartition } from './topic-partition.js';

/**
 * The id by which a group knows each topic that was found, by topic; without those whose id the broker does not tell.
 * A topic that is new to it is remembered before this resolves, so before any of its records can be committed: by the
 * id in the books where some carry one, else by the id it has now. Rejects when the store does not answer.
 */
export async function knownTopicIds(
  identities: TopicIdentities,
  groupId: string,
  facts: readonly (TopicPartition & PartitionFacts)[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { topic, topicId } of facts) if (topicId !== undefined) found.set(topic, topicId);
  for (const { topic, ledger } of facts) if (ledger?.topicId !== undefined) found.set(topic, ledger.topicId);
  const known = [...found].map(
    async ([topic, topicId]) => [topic, await identities.remember(groupId, topic, topicId)] as const,
  );
  return new Map(await Promise.all(known));
}

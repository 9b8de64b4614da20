import type { RecordLogAdmin } from '@millrace/pipeline';
import { decodeCommitLedger, encodeCommitLedger } from '@millrace/schemas';
import type { TopicDeclaration } from '@millrace/schemas';
import type { InMemoryGroup } from './in-memory-group.js';
import type { InMemoryTopics } from './in-memory-topics.js';

/** Administration of the in-memory log. */
export function createInMemoryAdmin(
  topics: InMemoryTopics,
  group: (groupId: string) => InMemoryGroup,
): RecordLogAdmin {
  const existing = (name: string) => {
    const topic = topics.find(name);
    if (!topic) throw new Error(`describing topic ${name}: there is no such topic`);
    return topic;
  };
  return {
    async ensureTopics(declared) {
      for (const topic of declared) if (!topics.find(topic.name)) topics.create(topic);
      return declared.flatMap((topic) => drift(topic, existing(topic.name).declaration));
    },
    listTopics: async () => topics.names(),
    ranges: async (topic) =>
      existing(topic).partitions.map((log, partition) => ({ partition, low: log.low(), high: log.high() })),
    committed: async (groupId, topic) =>
      existing(topic).partitions.map((_, partition) => {
        const entry = group(groupId).committed({ topic, partition });
        return { partition, offset: entry?.offset, ledger: decodeCommitLedger(entry?.metadata) };
      }),
    topicId: async (topic) => topics.find(topic)?.id,
    async setCommitted(groupId, topic, { partition, offset, ledger }) {
      if (group(groupId).hasMembers())
        throw new Error(`setting the position of ${groupId} on ${topic}: the group has members`);
      group(groupId).setCommitted({ topic, partition }, { offset, metadata: encodeCommitLedger(ledger) });
    },
    close: async () => undefined,
  };
}

function drift(declared: TopicDeclaration, actual: TopicDeclaration): readonly string[] {
  const names = ['partitions', 'cleanup', 'retentionMs', 'timestampType'] as const;
  return names
    .filter((name) => declared[name] !== actual[name])
    .map(
      (name) =>
        `${declared.name}: ${name} is ${actual[name] ?? 'unset'}, declared ${declared[name] ?? 'unset'}`,
    );
}

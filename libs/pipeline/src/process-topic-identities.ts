import type { TopicIdentities } from './topic-identities.js';

/** Topic identities that end with the process: they show a topic recreated while it ran, and no other. */
export function createProcessTopicIdentities(): TopicIdentities {
  const ids = new Map<string, string>();
  const keyOf = (groupId: string, topic: string) => `${groupId}/${topic}`;
  return {
    known: async (groupId, topic) => ids.get(keyOf(groupId, topic)),
    async remember(groupId, topic, topicId) {
      const key = keyOf(groupId, topic);
      const known = ids.get(key) ?? topicId;
      ids.set(key, known);
      return known;
    },
    replace: async (groupId, topic, topicId) => void ids.set(keyOf(groupId, topic), topicId),
  };
}

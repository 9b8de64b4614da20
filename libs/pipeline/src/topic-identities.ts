/**
 * Which topic a group's books are of, by the UUID that the topic had when the group first opened it. Kafka deletes
 * committed offsets together with their topic, so this has to be kept elsewhere, and longer than any process lives.
 * Every call rejects when the store does not answer.
 */
export interface TopicIdentities {
  /** The id the group knows the topic by; undefined when it never opened it. */
  known(groupId: string, topic: string): Promise<string | undefined>;
  /** Remembers `topicId` unless the group knows the topic already; resolves with the id it knows it by from now on. */
  remember(groupId: string, topic: string, topicId: string): Promise<string>;
  /** Replaces what the group knew: an operator accepted the topic as it is now. */
  replace(groupId: string, topic: string, topicId: string): Promise<void>;
}

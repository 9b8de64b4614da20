import type { TopicIdentities } from '@millrace/pipeline';
import type { MongoConnection } from './connect-mongo.js';
import { retryUpsert } from './is-duplicate-key.js';

interface TopicIdentityDocument {
  /** `<groupId>/<topic>`; a topic's name holds no slash. */
  readonly _id: string;
  readonly topicId: string;
  readonly since: Date;
}

/** The topic identities of a database. Of members that remember at the same time the first one's id stays. */
export function createTopicIdentityStore(
  { db }: MongoConnection,
  now: () => number = Date.now,
): TopicIdentities {
  const identities = db.collection<TopicIdentityDocument>('topic_identities');
  return {
    known: async (groupId, topic) => (await identities.findOne({ _id: keyOf(groupId, topic) }))?.topicId,
    remember: async (groupId, topic, topicId) => {
      const document = await retryUpsert(() =>
        identities.findOneAndUpdate(
          { _id: keyOf(groupId, topic) },
          { $setOnInsert: { topicId, since: new Date(now()) } },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      return document?.topicId ?? topicId;
    },
    replace: async (groupId, topic, topicId) => {
      const change = { $set: { topicId, since: new Date(now()) } };
      await retryUpsert(() => identities.updateOne({ _id: keyOf(groupId, topic) }, change, { upsert: true }));
    },
  };
}

function keyOf(groupId: string, topic: string): string {
  return `${groupId}/${topic}`;
}

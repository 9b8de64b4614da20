import { Kafka, logLevel } from 'kafkajs';
import type { KafkaSettings } from '@millrace/kafka';
import type { RecordLogAdmin } from '@millrace/pipeline';
import type { TopicDeclaration } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';

const DEADLINE_MS = 30_000;

/** Deletes a topic and creates it as declared; resolves once the brokers know it by another id. */
export async function recreateTopic(
  { brokers }: KafkaSettings,
  admin: RecordLogAdmin,
  topic: TopicDeclaration,
): Promise<void> {
  const before = await admin.topicId(topic.name);
  const levers = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await levers.connect();
  await levers.deleteTopics({ topics: [topic.name] });
  await levers.disconnect();
  await waitFor(async () => {
    await admin.ensureTopics([topic]);
    const id = await admin.topicId(topic.name);
    return id !== undefined && id !== before;
  }, DEADLINE_MS);
}

import { Admin } from '@platformatic/kafka';

/** Deletes what a test made on a broker. */
export async function deleteTopics(brokers: readonly string[], topics: readonly string[]): Promise<void> {
  const levers = new Admin({ clientId: 'millrace-test', bootstrapBrokers: [...brokers] });
  await levers.deleteTopics({ topics: [...topics] });
  await levers.close();
}

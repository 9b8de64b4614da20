import { Admin } from '@platformatic/kafka';

/** Makes topics for a test, past all ports. */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly string[],
  partitions: number,
): Promise<void> {
  await withAdmin(brokers, (admin) => admin.createTopics({ topics: [...topics], partitions, replicas: 1 }));
}

/** Deletes topics a test made. */
export async function deleteTopics(brokers: readonly string[], topics: readonly string[]): Promise<void> {
  await withAdmin(brokers, (admin) => admin.deleteTopics({ topics: [...topics] }));
}

async function withAdmin(
  brokers: readonly string[],
  work: (admin: Admin) => Promise<unknown>,
): Promise<void> {
  const admin = new Admin({ clientId: 'test-topics', bootstrapBrokers: [...brokers] });
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}

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

/** Gives a topic more partitions, `count` in all. */
export async function addPartitions(brokers: readonly string[], topic: string, count: number): Promise<void> {
  await withAdmin(brokers, (admin) =>
    admin.createPartitions({ topics: [{ name: topic, count, assignments: null }] }),
  );
}

/** Does what retention does: takes the offsets of a partition below `before`. */
export async function expireRecords(
  brokers: readonly string[],
  {
    topic,
    partition,
    before,
  }: { readonly topic: string; readonly partition: number; readonly before: number },
): Promise<void> {
  const partitions = [{ partition, offset: BigInt(before) }];
  await withAdmin(brokers, (admin) => admin.deleteRecords({ topics: [{ name: topic, partitions }] }));
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

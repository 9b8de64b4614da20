import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import type { CommitLedger, Principal } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { askKafka } from '../ask-kafka.js';
import { allBooks } from './all-books.js';
import { auditBook } from './audit-book.js';
import type { PartitionAudit } from './audit-partition.js';
import { notBlank } from '../not-blank.js';

type AcceptTools = Pick<ApiDependencies, 'admin' | 'acceptances' | 'names' | 'topicIdentities'>;

/** Body of `POST /v1/audit/accept`. */
export const acceptBreakSchema = z.strictObject({
  groupId: z.string(),
  topic: z.string(),
  partition: z.int().min(0),
  note: notBlank(1_000).describe('Why the break is accepted.'),
});

/**
 * Where a group goes on after a break: at its committed offset, as far as the log has it; in a topic that was created
 * anew at its beginning, since none of its records was read. Reading one twice costs nothing, skipping one loses it.
 */
export function acceptedOffset(
  { committed, low, written }: Pick<PartitionAudit, 'committed' | 'low' | 'written'>,
  recreated: boolean,
): number {
  return recreated ? low : Math.min(Math.max(committed ?? 0, low), written);
}

/**
 * Accepts the broken books of a partition: counting begins anew at `acceptedOffset`. Throws the problems `not-found`,
 * and `conflict` when the books add up or the group still has members.
 */
export async function acceptBreak(
  { groupId, topic, partition, note }: z.output<typeof acceptBreakSchema>,
  principal: Principal,
  tools: AcceptTools,
) {
  const { admin, acceptances } = tools;
  const { book, broken, topicId, recreated } = await askKafka(() =>
    findBreak({ groupId, topic, partition }, tools),
  );
  const offset = acceptedOffset(broken, recreated);
  const ledger: CommitLedger = {
    v: 1,
    base: offset,
    epoch: 0,
    ...(topicId !== undefined && { topicId }),
    accepted: randomUUID(),
    counts: {},
    gaps: {},
  };
  try {
    await admin.setCommitted(book.groupId, topic, { partition, offset, ledger });
  } catch (error) {
    throw new ProblemError(
      'conflict',
      `The position of ${groupId} cannot be changed while the group has members: stop ${book.app}, accept, start it ` +
        `again. Kafka said: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { counts: outcomes, gaps: missed, base, committed, reason = '' } = broken;
  const accepted = await acceptances.record({
    groupId,
    topic,
    partition,
    offset,
    reason,
    note,
    ledger: { base, committed, counts: outcomes, gaps: missed },
    keyId: principal.keyId,
    tenant: principal.tenant,
  });
  if (topicId !== undefined) await askKafka(() => adoptTopic({ groupId, topic, topicId }, tools));
  return accepted;
}

/**
 * Lets the group know the topic as the one it is now, once each partition has a position in it. Before that, what the
 * group knew is all that shows the others' breaks, and accepting one partition must not accept them unseen.
 */
async function adoptTopic(
  wanted: { readonly groupId: string; readonly topic: string; readonly topicId: string },
  { admin, topicIdentities }: AcceptTools,
): Promise<void> {
  const { groupId, topic, topicId } = wanted;
  const positions = await admin.committed(groupId, topic);
  if (positions.some(({ offset }) => offset === undefined)) return;
  await topicIdentities.replace(groupId, topic, topicId);
}

async function findBreak(
  wanted: { readonly groupId: string; readonly topic: string; readonly partition: number },
  { admin, names, topicIdentities }: AcceptTools,
) {
  const { groupId, topic, partition } = wanted;
  const book = (await allBooks(names, admin)).find((one) => one.groupId === groupId && one.topic === topic);
  if (book === undefined) throw new ProblemError('not-found', `${groupId} keeps no books on ${topic}.`);
  const { partitions } = await auditBook(book, { admin, topicIdentities });
  const broken = partitions.find((one) => one.partition === partition);
  if (broken === undefined) throw new ProblemError('not-found', `${topic} has no partition ${partition}.`);
  if (broken.balanced)
    throw new ProblemError('conflict', `${topic}[${partition}] adds up: there is nothing to accept.`);
  const topicId = await admin.topicId(topic);
  const counted = (await admin.committed(groupId, topic)).find((one) => one.partition === partition)?.ledger
    ?.topicId;
  return { book, broken, topicId, recreated: counted !== undefined && counted !== topicId };
}

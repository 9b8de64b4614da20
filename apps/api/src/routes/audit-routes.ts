import { z } from 'zod';
import { ProblemError } from '@millrace/http';
import { GAP_KINDS, OUTCOMES } from '@millrace/schemas';
import type { CommitLedger, Principal } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { askKafka } from '../ask-kafka.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { auditBook } from '../audit/audit-book.js';
import type { PipelineNames } from '../pipeline-names.js';
import { allBooks } from '../audit/all-books.js';
import { requireSystemTenant } from '../require-system-tenant.js';

type AuditDependencies = Pick<ApiDependencies, 'admin' | 'acceptances' | 'names' | 'systemTenant'>;

const ACCEPTANCES_SHOWN = 100;
const count = z.int().min(0);
const counts = z.partialRecord(z.enum(OUTCOMES), count);
const gaps = z.partialRecord(z.enum(GAP_KINDS), count);

const acceptance = z.object({
  groupId: z.string(),
  topic: z.string(),
  partition: count,
  offset: count,
  reason: z.string(),
  note: z.string(),
  keyId: z.string(),
  tenant: z.string(),
  ledger: z.unknown(),
  acceptedAt: z.iso.datetime(),
});

const partitionAudit = z.object({
  partition: count,
  low: count,
  written: count,
  base: count.nullable(),
  committed: count.nullable(),
  counts,
  gaps,
  inFlight: count,
  expiredUnread: count,
  balanced: z.boolean(),
  reason: z.string().optional(),
});

const audit = z.object({
  balanced: z.boolean(),
  books: z.array(
    z.object({
      app: z.string(),
      groupId: z.string(),
      topic: z.string(),
      balanced: z.boolean(),
      reason: z.string().optional(),
      totals: z.object({
        written: count,
        committed: count,
        counts,
        gaps,
        inFlight: count,
        expiredUnread: count,
      }),
      partitions: z.array(partitionAudit),
    }),
  ),
  acceptances: z.array(acceptance),
});

const acceptBreak = z.strictObject({
  groupId: z.string(),
  topic: z.string(),
  partition: count,
  note: z.string().trim().min(1).max(1_000).describe('Why the break is accepted.'),
});

/** The books of the pipeline, and going on with books that broke; for admins of the system tenant. */
export function auditRoutes(dependencies: AuditDependencies): readonly ApiRoute[] {
  return [showAudit(dependencies), accept(dependencies)];
}

function showAudit({ admin, acceptances, names, systemTenant }: AuditDependencies): ApiRoute {
  return apiRoute({
    method: 'GET',
    path: '/v1/audit',
    summary: 'Whether every record has its outcome: per group, topic and partition',
    scopes: ['admin'],
    reply: { status: 200, schema: audit },
    handle: async ({ principal }) => {
      requireSystemTenant(principal, systemTenant);
      const books = await askKafka(async () => {
        const all = await allBooks(names, admin);
        return Promise.all(all.map((book) => auditBook(book, admin)));
      });
      const accepted = await acceptances.list(ACCEPTANCES_SHOWN);
      const answer = { balanced: books.every(({ balanced }) => balanced), books, acceptances: accepted };
      return answer as unknown as z.input<typeof audit>;
    },
  });
}

function accept(dependencies: AuditDependencies): ApiRoute {
  return apiRoute({
    method: 'POST',
    path: '/v1/audit/accept',
    summary: 'Accept broken books: counting begins anew at the committed offset; who, when and why is kept',
    scopes: ['admin'],
    body: acceptBreak,
    reply: { status: 200, schema: acceptance },
    handle: async ({ body, principal }) => {
      requireSystemTenant(principal, dependencies.systemTenant);
      return acceptBreakOf(body, principal, dependencies);
    },
  });
}

async function acceptBreakOf(
  { groupId, topic, partition, note }: z.output<typeof acceptBreak>,
  principal: Principal,
  { admin, acceptances, names }: AuditDependencies,
) {
  const { book, broken, topicId } = await askKafka(() =>
    findBreak({ groupId, topic, partition }, names, admin),
  );
  const offset = Math.min(Math.max(broken.committed ?? 0, broken.low), broken.written);
  const ledger: CommitLedger = {
    v: 1,
    base: offset,
    epoch: 0,
    ...(topicId !== undefined && { topicId }),
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
  return acceptances.record({
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
}

async function findBreak(
  wanted: { readonly groupId: string; readonly topic: string; readonly partition: number },
  names: PipelineNames,
  admin: ApiDependencies['admin'],
) {
  const { groupId, topic, partition } = wanted;
  const book = (await allBooks(names, admin)).find((one) => one.groupId === groupId && one.topic === topic);
  if (book === undefined) throw new ProblemError('not-found', `${groupId} keeps no books on ${topic}.`);
  const { partitions } = await auditBook(book, admin);
  const broken = partitions.find((one) => one.partition === partition);
  if (broken === undefined) throw new ProblemError('not-found', `${topic} has no partition ${partition}.`);
  if (broken.balanced)
    throw new ProblemError('conflict', `${topic}[${partition}] adds up: there is nothing to accept.`);
  return { book, broken, topicId: await admin.topicId(topic) };
}

import { z } from 'zod';
import { GAP_KINDS, OUTCOMES } from '@millrace/schemas';
import type { ApiDependencies } from '../api-dependencies.js';
import { askKafka } from '../ask-kafka.js';
import { apiRoute } from '../api-route.js';
import type { ApiRoute } from '../api-route.js';
import { acceptBreak, acceptBreakSchema } from '../audit/accept-break.js';
import { auditBook } from '../audit/audit-book.js';
import { allBooks } from '../audit/all-books.js';
import { requireSystemTenant } from '../require-system-tenant.js';

type AuditDependencies = Pick<
  ApiDependencies,
  'admin' | 'acceptances' | 'names' | 'systemTenant' | 'topicIdentities'
>;

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

/** The books of the pipeline, and going on with books that broke; for admins of the system tenant. */
export function auditRoutes(dependencies: AuditDependencies): readonly ApiRoute[] {
  return [showAudit(dependencies), accept(dependencies)];
}

function showAudit(dependencies: AuditDependencies): ApiRoute {
  const { admin, acceptances, names, systemTenant } = dependencies;
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
        return Promise.all(all.map((book) => auditBook(book, dependencies)));
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
    body: acceptBreakSchema,
    reply: { status: 200, schema: acceptance },
    problems: ['not-found', 'conflict'],
    handle: async ({ body, principal }) => {
      requireSystemTenant(principal, dependencies.systemTenant);
      return acceptBreak(body, principal, dependencies);
    },
  });
}

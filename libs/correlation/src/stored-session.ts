import { CORRELATION_SOURCES, GROUP_LEVELS, groupMemberSchema } from '@millrace/schemas';
import { z } from 'zod';
import type { GroupSession } from './group-session.js';

const count = z.int().min(0);

/** A session as snapshots keep it, version 1. */
const storedSessionSchema = z.object({
  number: count,
  tenant: z.string(),
  correlationId: z.string(),
  source: z.enum(CORRELATION_SOURCES).optional(),
  first: z.string(),
  firstMs: z.number(),
  last: z.string(),
  lastMs: z.number(),
  logs: count,
  errors: count,
  levels: z.partialRecord(z.enum(GROUP_LEVELS), count),
  services: z.array(z.tuple([z.string(), z.string()])),
  members: z.array(groupMemberSchema),
  /** In one text: array elements would cost more than they say. The first ones may be kept elsewhere. */
  ids: z.string(),
  keepsIds: z.boolean(),
  isComplete: z.boolean(),
  isApproximate: z.boolean(),
  openedAfterMs: z.number(),
  lastAppendedAtMs: z.number(),
  duplicates: count,
  late: count,
  revision: count,
  id: z.string().optional(),
  closedAtMs: z.number().optional(),
});
/** See {@link storedSessionSchema}. */
type StoredSession = z.infer<typeof storedSessionSchema>;

/** A session as plain data, without the first ids if those are kept elsewhere. */
export function storeSession(session: GroupSession, idsElsewhere = 0): StoredSession {
  const { services, ids, source, id, closedAtMs, ...rest } = session;
  return {
    ...rest,
    levels: { ...rest.levels },
    members: [...rest.members],
    services: [...services],
    ids: [...ids].slice(idsElsewhere).join(' '),
    ...(source !== undefined && { source }),
    ...(id !== undefined && { id }),
    ...(closedAtMs !== undefined && { closedAtMs }),
  };
}

/** The session that was stored, with the ids that were kept elsewhere. @throws ZodError when it is not one */
export function restoreSession(stored: unknown, firstIds: readonly string[] = []): GroupSession {
  const { services, ids, source, id, closedAtMs, ...rest } = storedSessionSchema.parse(stored);
  return {
    ...rest,
    services: new Map(services),
    ids: new Set([...firstIds, ...(ids === '' ? [] : ids.split(' '))]),
    source,
    id,
    closedAtMs,
  };
}

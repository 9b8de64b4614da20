import { z } from 'zod';
import { GAP_KINDS, OUTCOMES } from '@millrace/schemas';

const count = z.int().min(0);

/** The books of one partition. */
const partitionBooksSchema = z.looseObject({
  partition: count,
  written: count,
  committed: count.nullable(),
  counts: z.partialRecord(z.enum(OUTCOMES), count),
  gaps: z.partialRecord(z.enum(GAP_KINDS), count),
  inFlight: count,
  /** Gone by retention before they were read; counted by the consumer when it goes on. */
  expiredUnread: count,
  balanced: z.boolean(),
  reason: z.string().optional(),
});

/** See {@link partitionBooksSchema}. */
export type PartitionBooks = z.infer<typeof partitionBooksSchema>;

/** The books of one consumer group on one topic. */
const bookSchema = z.looseObject({
  groupId: z.string(),
  topic: z.string(),
  balanced: z.boolean(),
  /** Why not, when it is about the topic as a whole. */
  reason: z.string().optional(),
  partitions: z.array(partitionBooksSchema),
});

/** See {@link bookSchema}. */
export type Book = z.infer<typeof bookSchema>;

/** Answer to `GET /v1/audit`. */
export const auditReplySchema = z.looseObject({ balanced: z.boolean(), books: z.array(bookSchema) });

/** See {@link auditReplySchema}. */
export type AuditReply = z.infer<typeof auditReplySchema>;

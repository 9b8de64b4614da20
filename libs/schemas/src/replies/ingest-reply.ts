import { z } from 'zod';

const count = z.int().min(0);

/**
 * Answer of ingest to a batch of logs, sent once the broker has acknowledged every record of it: what became of the
 * logs, by number, and each that was refused by its index in the request. Every log is in exactly one of `accepted`,
 * `expired` and `rejected`.
 */
export const ingestReplySchema = z.object({
  accepted: count,
  /** Older than the retention, from a key that may not backfill. */
  expired: count,
  rejected: count,
  /** Accepted ones that a second delivery would store again. */
  undeduplicated: count,
  /** Refused logs in their order; bounded, so there may be fewer than `rejected`. */
  errors: z.array(z.object({ index: count, code: z.string(), reason: z.string() })),
});

/** See {@link ingestReplySchema}. */
export type IngestReply = z.infer<typeof ingestReplySchema>;

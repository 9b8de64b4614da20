import { z } from 'zod';

const statusSchema = z.looseObject({
  state: z.string(),
  /** ISO 8601, UTC. */
  pausedSince: z.string().optional(),
  ready: z.boolean(),
  partitions: z.int(),
  lagRecords: z.int(),
});

/** Answer to `GET /v1/instances`. */
export const instanceListSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      instance: z.string(),
      service: z.string(),
      host: z.string(),
      pid: z.int(),
      startedAt: z.string(),
      /** Absent when it did not answer. */
      status: statusSchema.optional(),
    }),
  ),
  unanswered: z.array(z.string()),
});

/** See {@link instanceListSchema}. */
export type InstanceList = z.infer<typeof instanceListSchema>;

/** Answer to `POST /v1/instances/{instance}/commands`. */
export const commandReplySchema = z.looseObject({
  results: z.array(
    z.looseObject({
      instance: z.string(),
      service: z.string(),
      status: statusSchema.optional(),
      error: z.looseObject({ code: z.string(), reason: z.string() }).optional(),
    }),
  ),
  unanswered: z.array(z.string()),
});

/** See {@link commandReplySchema}. */
export type CommandReply = z.infer<typeof commandReplySchema>;

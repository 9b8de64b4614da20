import { z } from 'zod';
import { coverageMembers, foundLogSchema } from './search-reply.js';

/** Answer to `GET /v1/logs/{id}/context`. */
export const contextReplySchema = z.looseObject({
  line: foundLogSchema,
  /** Oldest first. */
  before: z.array(foundLogSchema),
  after: z.array(foundLogSchema),
  source: z.record(z.string(), z.string().nullable()),
  ...coverageMembers,
});

/** See {@link contextReplySchema}. */
export type ContextReply = z.infer<typeof contextReplySchema>;

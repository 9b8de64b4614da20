import { z } from 'zod';
import { sampleSchema } from './sample-reply.js';
import { coverageMembers } from './search-reply.js';

/** Answer to `GET /v1/logs/patterns`. */
export const patternsReplySchema = z.looseObject({
  patterns: z.array(
    z.looseObject({
      template: z.string(),
      /** A query that finds these lines; null: there is none. */
      filter: z.string().nullable(),
      lines: z.int().min(0),
      /** Of all that match. */
      estimated: z.number().min(0),
      share: z.number(),
      levels: z.record(z.string(), z.int().min(0)),
    }),
  ),
  more: z.int().min(0),
  sample: sampleSchema,
  ...coverageMembers,
});

/** See {@link patternsReplySchema}. */
export type PatternsReply = z.infer<typeof patternsReplySchema>;

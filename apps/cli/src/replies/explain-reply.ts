import { z } from 'zod';
import { coverageMembers } from './search-reply.js';

/** Answer to `GET /v1/logs?explain=true`. */
export const explainReplySchema = z.looseObject({
  explanation: z.looseObject({
    dsl: z.record(z.string(), z.unknown()),
    indices: z.int().min(0),
    documents: z.int().min(0),
    cost: z.number(),
    limit: z.number(),
    terms: z.array(
      z.looseObject({ term: z.string(), weight: z.number(), cost: z.number(), why: z.string() }),
    ),
    refused: z.string().nullable(),
    advice: z.array(z.string()),
  }),
  ...coverageMembers,
});

/** See {@link explainReplySchema}. */
export type ExplainReply = z.infer<typeof explainReplySchema>;

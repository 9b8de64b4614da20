import { z } from 'zod';
import { coverageMembers } from './search-reply.js';

const count = z.number().min(0);

/** Answer to `GET /v1/logs/histogram`. */
export const histogramReplySchema = z.looseObject({
  interval: z.string().nullable(),
  by: z.string(),
  groups: z.array(z.string()),
  buckets: z.array(
    z.looseObject({
      start: z.string(),
      count,
      /** Of each group, in the order of the groups. */
      counts: z.array(count),
      other: count,
      none: count,
    }),
  ),
  total: count,
  estimated: z.boolean(),
  ...coverageMembers,
});

/** See {@link histogramReplySchema}. */
export type HistogramReply = z.infer<typeof histogramReplySchema>;

/** Logs of one stretch of time. */
export type HistogramBucket = HistogramReply['buckets'][number];

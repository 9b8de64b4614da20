import { z } from 'zod';

/** What an answer that looks at some of the logs was made from. */
export const sampleSchema = z.looseObject({
  documents: z.int().min(0),
  /** Documents that match. */
  of: z.int().min(0),
  share: z.number(),
});

/** See {@link sampleSchema}. */
export type Sample = z.infer<typeof sampleSchema>;

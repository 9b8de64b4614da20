import { z } from 'zod';
import { sampleSchema } from './sample-reply.js';
import { coverageMembers } from './search-reply.js';

/** A field of the logs, as a query names it. */
export const fieldSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  /** Of the sample, that have it. */
  documents: z.int().min(0),
  share: z.number(),
  values: z.array(z.looseObject({ value: z.string(), count: z.int().min(0) })),
});

/** A field. */
export type FoundField = z.infer<typeof fieldSchema>;

/** Answer to `GET /v1/logs/fields`. */
export const fieldsReplySchema = z.looseObject({
  fields: z.array(fieldSchema),
  /** Fields beyond the limit. */
  more: z.int().min(0),
  sample: sampleSchema,
  ...coverageMembers,
});

/** See {@link fieldsReplySchema}. */
export type FieldsReply = z.infer<typeof fieldsReplySchema>;

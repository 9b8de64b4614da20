import { z } from 'zod';

/** A search that the tenant keeps under a name. */
export const savedSearchSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  q: z.string(),
  description: z.string(),
  version: z.int(),
  owner: z.string(),
  changedAt: z.string(),
});

/** See {@link savedSearchSchema}. */
export type SavedSearch = z.infer<typeof savedSearchSchema>;

/** Answer to `GET /v1/searches`. */
export const savedSearchesSchema = z.looseObject({ items: z.array(savedSearchSchema) });

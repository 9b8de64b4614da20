import { z } from 'zod';

/** One log found: the document as it was written, and its text with the matches marked. */
export const searchHitSchema = z.object({
  /** Parsed canonical document. */
  document: z.looseObject({ '@timestamp': z.string(), message: z.string(), 'service.name': z.string() }),
  /** The message in pieces, those that matched marked; absent when nothing in it did. */
  highlight: z.array(z.object({ text: z.string(), match: z.boolean() })).optional(),
});

/** See {@link searchHitSchema}. */
export type SearchHit = z.infer<typeof searchHitSchema>;

/** Answer to `GET /v1/logs`: newest first. */
export const searchPageSchema = z.object({
  hits: z.array(searchHitSchema),
  /** Takes up where this page ends; absent on the last page. */
  cursor: z.string().optional(),
});

/** See {@link searchPageSchema}. */
export type SearchPage = z.infer<typeof searchPageSchema>;

/** Answer to `GET /v1/logs?count=true`: the exact number of logs that match. */
export const searchCountSchema = z.object({ count: z.int().min(0) });

/** See {@link searchCountSchema}. */
export type SearchCount = z.infer<typeof searchCountSchema>;

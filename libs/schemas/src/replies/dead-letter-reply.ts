import { z } from 'zod';

const count = z.int().min(0);

/** Dead letters with one cause. */
export const deadLetterGroupSchema = z.object({
  fingerprint: z.string(),
  code: z.string(),
  app: z.string(),
  /** Of the newest letter. */
  reason: z.string(),
  /** Distinct letters; the topic may hold one twice. */
  count,
  /** ISO 8601, UTC. */
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** Id of one of them, for `GET /v1/dead-letters/{id}`. */
  sampleId: z.string(),
});

/** See {@link deadLetterGroupSchema}. */
export type DeadLetterGroup = z.infer<typeof deadLetterGroupSchema>;

/** Answer to `GET /v1/dead-letters`: groups, the latest seen first. */
export const deadLetterListSchema = z.object({
  groups: z.array(deadLetterGroupSchema),
  /** The topic holds more than was read within the bound; the counts are of what was read. */
  truncated: z.boolean(),
});

/** See {@link deadLetterListSchema}. */
export type DeadLetterList = z.infer<typeof deadLetterListSchema>;

/** Answer to `GET /v1/dead-letters/{id}`: the envelope, the original headers, and the bytes after redaction. */
export const deadLetterViewSchema = z.object({
  id: z.string(),
  envelope: z.looseObject({ topic: z.string(), code: z.string(), reason: z.string() }),
  headers: z.record(z.string(), z.string()),
  /** The bytes as text; absent when they are not UTF-8. */
  text: z.string().optional(),
  /** The bytes; absent when the record had no value. */
  base64: z.string().optional(),
});

/** See {@link deadLetterViewSchema}. */
export type DeadLetterView = z.infer<typeof deadLetterViewSchema>;

import { z } from 'zod';

/** A dead letter as a list shows it; what a command prints is checked, the rest is passed on. */
const deadLetterSchema = z.looseObject({
  id: z.string(),
  /** Kafka topic of the record, `http` for a line of a request. */
  topic: z.string(),
  app: z.string(),
  step: z.string(),
  code: z.string(),
  reason: z.string(),
  /** Equal for letters with one cause. */
  fingerprint: z.string(),
  /** ISO 8601, UTC. */
  appendedAt: z.string(),
});

/** See {@link deadLetterSchema}. */
export type DeadLetterSummary = z.infer<typeof deadLetterSchema>;

/** Answer to `GET /v1/dead-letters`: newest first; a page may be short and still have a cursor. */
export const deadLetterPageSchema = z.looseObject({
  items: z.array(deadLetterSchema),
  cursor: z.string().nullable(),
});

/** Answer to `GET /v1/dead-letters/{id}`. */
export const deadLetterViewSchema = deadLetterSchema.extend({
  headers: z.record(z.string(), z.string()),
  /** The record's bytes after redaction. */
  base64: z.string(),
  /** The bytes, when they are UTF-8. */
  text: z.string().optional(),
});

/** See {@link deadLetterViewSchema}. */
export type DeadLetterView = z.infer<typeof deadLetterViewSchema>;

import { z } from 'zod';
import { BOUNDS } from './bounds.js';

/**
 * Content type of a `POST /v1/ndjson` body whose lines are {@link TextEntry} objects. A type of its own, so that an
 * ordinary sender's field called `event.original` keeps meaning what that sender means by it.
 */
export const TEXT_ENTRIES_CONTENT_TYPE = 'application/vnd.millrace.text-entries+x-ndjson';

/**
 * One log as it stands in a file (its lines joined, in whatever format), wrapped so that it can carry what the file
 * cannot: its id. Ingest reads `event.original` exactly as it would read the same bytes sent as plain text.
 */
export const textEntrySchema = z.strictObject({
  'event.original': z.string(),
  /** Made by the sender from the file's first line, the entry's byte offset and its bytes. */
  'event.id': z
    .string()
    .min(1)
    .refine(
      (id) => Buffer.byteLength(id) <= BOUNDS.eventIdBytes,
      `at most ${BOUNDS.eventIdBytes} bytes of UTF-8`,
    )
    .optional(),
  /** Stands in place of whatever the text says. */
  'service.name': z.string().min(1).optional(),
});

/** See {@link textEntrySchema}. */
export type TextEntry = z.infer<typeof textEntrySchema>;

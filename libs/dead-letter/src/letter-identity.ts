import type { DeadLetterEnvelope } from '@millrace/schemas';

/** The envelope's `topic` of a letter that never was in Kafka. */
export const HTTP_ORIGIN = 'http';

/**
 * Names one letter however often it was written: `topic/partition/offset/part/app`, with `-` for the part of a whole
 * record. A letter from HTTP has no offset; its key, which ingest sets to the id the log would have had, stands in
 * place of the position, so that a retried request meets its own letter and another request does not.
 */
export function letterIdentity(envelope: DeadLetterEnvelope): string {
  return `${letterOrigin(envelope)}/${envelope.app}`;
}

/** The position part of {@link letterIdentity}: key of the record on `dead-letters`, so that copies meet in one partition. */
export function letterOrigin(envelope: DeadLetterEnvelope): string {
  if (envelope.topic === HTTP_ORIGIN && envelope.key !== undefined) return `${HTTP_ORIGIN}/${envelope.key}`;
  return `${envelope.topic}/${envelope.partition}/${envelope.offset}/${envelope.part ?? '-'}`;
}

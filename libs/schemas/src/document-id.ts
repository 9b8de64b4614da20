import { hash } from 'node:crypto';

/** Unpadded base64url of 16 bytes. */
export const DOCUMENT_ID_PATTERN = /^[A-Za-z0-9_-]{22}$/;

/**
 * Elasticsearch `_id` of a log: 6 bytes of event time (ms, big endian) then 10 bytes of SHA-256 over tenant and
 * `event.id`. Time first keeps ids of one segment close together, which Elasticsearch stores and looks up cheaply.
 * Pure in its arguments, so that a second delivery meets the first.
 */
export function documentId(tenant: string, eventId: string, eventTimeMs: number): string {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(eventTimeMs, 0, 6);
  hash('sha256', `${tenant}\0${eventId}`, 'buffer').copy(bytes, 6, 0, 10);
  return bytes.toString('base64url');
}

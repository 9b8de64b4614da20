import { CORRELATION_HEADER, isCanonicalBytes, LOG_HEADER, TENANT_PATTERN } from '@millrace/schemas';
import type { SourceRecord } from '@millrace/pipeline';
import type { RingEntry } from './ring-entry.js';
import type { SeenBefore } from './id-window.js';

/**
 * The entry a record becomes; undefined for what cannot be shown to anybody: bytes that are no document, or of no
 * tenant. The bytes are copied, since those of a record are a view of everything it was fetched with.
 */
export function readEntry(record: SourceRecord, seenBefore: SeenBefore): RingEntry | undefined {
  const { partition, offset, value, headers } = record;
  const tenant = textOf(headers[LOG_HEADER.tenant]);
  const id = textOf(headers[LOG_HEADER.documentId]);
  // Every revision of a group has the group's id.
  const revision = textOf(headers[CORRELATION_HEADER.revisionVersion]) ?? '';
  if (tenant === undefined || !TENANT_PATTERN.test(tenant) || !isCanonicalBytes(value)) return undefined;
  const isRepeated = id !== undefined && seenBefore(`${id}@${revision}`);
  return { partition, offset, tenant, isRepeated, value: isRepeated ? NO_BYTES : Buffer.from(value) };
}

const NO_BYTES = Buffer.alloc(0);

function textOf(header: SourceRecord['headers'][string]): string | undefined {
  if (typeof header === 'string') return header;
  return Buffer.isBuffer(header) ? header.toString('latin1') : undefined;
}

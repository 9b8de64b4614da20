import { DOCUMENT_ID_PATTERN } from './document-id.js';
import { TENANT_PATTERN } from './tenant.js';

/** Headers of every record whose value is a document: where it goes, so that no hop need parse it for that. */
export const ROUTING_HEADER = Object.freeze({
  version: 'v',
  documentId: 'id',
  tenant: 'tenant',
  indexDay: 'day',
  timestamp: 'time',
});

/** What decides where a document goes. */
export interface DocumentRouting {
  /** `_id` in Elasticsearch. */
  readonly documentId: string;
  readonly tenant: string;
  /** `yyyy.MM.dd` of the document's `@timestamp`. */
  readonly indexDay: string;
}

/** Headers of a record as Kafka clients give them. */
export type RawHeaders = Readonly<Record<string, RawHeader>>;
type RawHeader = Buffer | string | readonly (Buffer | string)[] | undefined;

const DAY_PATTERN = /^\d{4}\.\d{2}\.\d{2}$/;

/** Routing of a record of this version, or the name of the first header that is missing, repeated or malformed. */
export function decodeRouting(
  headers: RawHeaders,
  version: number,
): DocumentRouting | { readonly bad: string } {
  if (headerText(headers[ROUTING_HEADER.version]) !== String(version)) return { bad: ROUTING_HEADER.version };
  const documentId = headerText(headers[ROUTING_HEADER.documentId]);
  if (documentId === undefined || !DOCUMENT_ID_PATTERN.test(documentId))
    return { bad: ROUTING_HEADER.documentId };
  const tenant = headerText(headers[ROUTING_HEADER.tenant]);
  if (tenant === undefined || !TENANT_PATTERN.test(tenant)) return { bad: ROUTING_HEADER.tenant };
  const indexDay = headerText(headers[ROUTING_HEADER.indexDay]);
  if (indexDay === undefined || !DAY_PATTERN.test(indexDay)) return { bad: ROUTING_HEADER.indexDay };
  return { documentId, tenant, indexDay };
}

/** The one value of a header; undefined when it is missing or repeated. */
export function headerText(raw: RawHeader, encoding: 'latin1' | 'utf8' = 'latin1'): string | undefined {
  if (typeof raw === 'string') return raw;
  return Buffer.isBuffer(raw) ? raw.toString(encoding) : undefined;
}

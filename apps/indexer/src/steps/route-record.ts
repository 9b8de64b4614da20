import type { SourceRecord } from '@millrace/pipeline';
import type { RecordWithValue, RoutedDocument } from '../bulk/routed-document.js';
import {
  correlationsIndexOf,
  decodeCorrelationRouting,
  decodeLogRouting,
  isCanonicalBytes,
  logsIndexOf,
  parkedFamily,
} from '@millrace/schemas';
import type { DocumentRouting } from '@millrace/schemas';

/** A record that no index can take, and why; the reason quotes nothing of its value. */
export interface UnroutableRecord {
  readonly record: SourceRecord;
  readonly unroutable: string;
  /** Whose it is, when its headers are in order. */
  readonly tenant?: string;
}

/** Where a record belongs, or why nowhere: a function of the record, so that every delivery of it is answered alike. */
export type RouteRecord = (record: SourceRecord) => RoutedDocument | UnroutableRecord;

/**
 * Where a record of `logs` belongs, from its headers alone. The value is not parsed; only its ends are looked at, and
 * that it is one line, so that it cannot smuggle a bulk action. Same record, same place, at every delivery.
 */
export function routeLog(record: SourceRecord): RoutedDocument | UnroutableRecord {
  return routed(record, decodeLogRouting(record.headers), logsIndexOf);
}

/** The same for a record of `correlations`, whose version decides which of two revisions stays. */
export function routeCorrelation(record: SourceRecord): RoutedDocument | UnroutableRecord {
  return routed(record, decodeCorrelationRouting(record.headers), correlationsIndexOf);
}

/** The same for a record of `logs.parked`, by what it was before it was parked. */
export function routeParked(record: SourceRecord): RoutedDocument | UnroutableRecord {
  return parkedFamily(record.headers) === 'logs' ? routeLog(record) : routeCorrelation(record);
}

type Routing = (DocumentRouting & { readonly version?: number }) | { readonly bad: string };

function routed(
  record: SourceRecord,
  routing: Routing,
  indexOf: (tenant: string, day: string) => string,
): RoutedDocument | UnroutableRecord {
  if ('bad' in routing) return { record, unroutable: `header ${routing.bad} is missing or malformed` };
  const { tenant, indexDay, documentId, version } = routing;
  if (!hasCanonicalBytes(record))
    return { record, tenant, unroutable: 'the value is not one JSON object on one line' };
  const document = { record, index: indexOf(tenant, indexDay), documentId };
  return version === undefined ? document : { ...document, version };
}

function hasCanonicalBytes(record: SourceRecord): record is RecordWithValue {
  return isCanonicalBytes(record.value);
}
